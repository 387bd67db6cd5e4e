"""For gdb: threadIdx and its like in the code of a kernel, what the other threads of the block do, and a stop where the
simulated GPU finds something. The functions named here are in runtime/block_runner.cpp and runtime/finding_log.cpp.
"""
import os
import gdb

HERE = os.path.dirname(os.path.realpath(__file__))

# The runtime keeps no types for debuggers; those of the student's file have the same names.
for name, function in {
    "threadIdx": "(uint3*(*)())gaplab_thread_index",
    "blockIdx": "(uint3*(*)())gaplab_block_index",
    "blockDim": "(dim3*(*)())gaplab_block_size",
    "gridDim": "(dim3*(*)())gaplab_grid_size",
}.items():
    gdb.execute(f"macro define {name} (*({function})())")


class Threads(gdb.Command):
    """What the threads of the block do that is under way on the simulated GPU."""

    def __init__(self):
        super().__init__("threads", gdb.COMMAND_STATUS)

    def invoke(self, argument, from_terminal):
        print(gdb.parse_and_eval("((const char*(*)())gaplab_threads)()").string().replace(". ", ".\n"))


class Finding(gdb.Command):
    """Where the simulated GPU has stopped with a finding: says which, and goes up to the program's own line."""

    def __init__(self):
        super().__init__("finding", gdb.COMMAND_STACK)

    def invoke(self, argument, from_terminal):
        frame = gdb.newest_frame()
        print(f"\nThe simulated GPU finds: {gdb.parse_and_eval('(const char*)$rdi').string()}")
        while frame is not None:
            source = frame.find_sal().symtab
            if source is not None and not os.path.realpath(source.fullname()).startswith(HERE):
                frame.select()
                break
            frame = frame.older()
        gdb.execute("frame")


Threads()
Finding()
gdb.Breakpoint("gaplab_finding").commands = "silent\nfinding"
