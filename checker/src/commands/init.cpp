#include <fmt/format.h>

#include <memory>

#include "base/error.hpp"
#include "base/files.hpp"
#include "check/compile_commands.hpp"
#include "check/stub.hpp"
#include "commands/command.hpp"
#include "gaplab_version.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

constexpr const char* readme = R"(# My gaplab workspace

    ./gaplab list       what there is, and what is done
    ./gaplab show       the task of the next step
    ./gaplab check      checks the next step; `./gaplab check 01.cpu` all CPU steps of lab 01
    ./gaplab watch      checks again whenever you save
    ./gaplab hint       one hint more
    ./gaplab submit     packs your files into one archive to hand in

One folder a lab, with the files to edit. `progress.json` remembers what has been passed. `gaplab` is a link to the
program on this machine, which git leaves out; `gaplab init .` makes it anew, and adds the labs of a newer course.
`compile_commands.json` tells editors with clangd how the files are compiled.
)";

/// The files that are there stay as they are.
bool add_file(const fs::path& path, const std::string& text) {
  if (fs::exists(path)) return false;
  make_folder(path.parent_path());
  write_file_atomically(path, text);
  return true;
}

/// A link named gaplab, unless something else of that name is there.
void link_program(const fs::path& folder) {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  const fs::path link = folder / "gaplab";
  if (error || (fs::exists(fs::symlink_status(link)) && !fs::is_symlink(link))) return;
  fs::remove(link, error);
  fs::create_symlink(program, link, error);
}

outcome run_init(const global_options& global, const fs::path& folder) {
  const course c = open_course(global);
  const bool known = fs::exists(folder / workspace_marker);
  if (!known && fs::exists(folder) && !(fs::is_directory(folder) && fs::is_empty(folder))) {
    throw usage_error(
        fmt::format("{} exists and is no gaplab workspace: name a new or an empty folder", folder.string()));
  }
  make_folder(folder);
  std::size_t added = 0;
  for (const lab& l : c.labs) {
    for (const std::string& file : student_files(l)) {
      if (add_file(folder / l.name / file, read_file(l.folder / file))) ++added;
    }
  }
  add_file(folder / "README.md", readme);
  add_file(folder / ".gitignore", "/gaplab\n/gaplab-submission.tar.gz\n/compile_commands.json\n*.bak\n");
  link_program(folder);
  // The marker comes last: a workspace that has it is whole. It says which course's files these are.
  write_file_atomically(folder / workspace_marker,
                        fmt::format("# A gaplab workspace.\ncourse_version = \"{}\"\n", version));
  refresh_compile_commands(c, open_workspace(c, folder));
  print(fmt::format("{} {}: {} added. Your own files are never touched.\n\nnext:      cd {} && ./gaplab check\n",
                    known ? "Brought up to date" : "Made", folder.string(),
                    added == 1 ? "1 file" : fmt::format("{} files", added), folder.string()));
  return outcome::success;
}

}  // namespace

void add_init(const declaration& program, const global_options& global) {
  const declaration command = program.subcommand("init", "Make a workspace: a small folder with only your files");
  const auto folder = std::make_shared<std::string>();
  command.argument("DIR", *folder, "A new or empty folder, or a workspace to bring up to date", true);
  command.footer("Example:\n  gaplab init ~/my-gaplab && cd ~/my-gaplab && ./gaplab check");
  command.runs([&global, folder] { return run_init(global, *folder); });
}

}  // namespace gaplab
