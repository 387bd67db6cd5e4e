#include "watch/mounts.hpp"

#include <sys/vfs.h>

#include <array>

namespace gaplab {

namespace {

struct remote {
  unsigned long type;
  const char* name;
};

/// The numbers are those of statfs(2), of linux/magic.h, and of the file systems' own sources where they are not a part
/// of Linux.
constexpr std::array<remote, 20> remotes = {{
    {0x6969, "NFS"},
    {0x517B, "SMB"},
    {0xFF534D42, "CIFS"},
    {0xFE534D42, "SMB"},
    {0x01021997, "9P (a folder of Windows in WSL, or of a virtual machine's host)"},
    {0x53464846, "WSL"},
    {0x65735546, "FUSE (sshfs and its like, or a folder that a container shares with its host)"},
    {0x786F4256, "VirtualBox"},
    {0xBACBACBC, "VMware"},
    {0x7C7C6673, "Parallels"},
    {0x5346414F, "AFS"},
    {0x6B414653, "AFS"},
    {0x00C36400, "Ceph"},
    {0x73757245, "Coda"},
    {0x564C, "NCP"},
    {0x0BD00BD0, "Lustre"},
    {0x47504653, "GPFS"},
    {0x19830326, "BeeGFS"},
    {0x7461636F, "OCFS2"},
    {0x01161970, "GFS2"},
}};

}  // namespace

std::string name_of_remote(unsigned long type) {
  for (const remote& r : remotes) {
    if (r.type == (type & 0xFFFFFFFF)) return r.name;  // where the type is signed, it may have been extended
  }
  return {};
}

std::string remote_mount(std::filesystem::path folder) {
  struct statfs status {};
  while (::statfs(folder.c_str(), &status) != 0) {
    if (!folder.has_relative_path()) return {};
    folder = folder.parent_path();
  }
  return name_of_remote(static_cast<unsigned long>(status.f_type));
}

}  // namespace gaplab
