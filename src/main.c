/* One binary, two programs: the command line, and the supervisor of a container, which is the
 * same file executed again under another name. */
#include <string.h>

#include "cmd/cli/dispatch.h"
#include "ops/ops.h"
#include "runtime/runtime.h"

int main(int argc, char **argv)
{
	if (argc && !strcmp(argv[0], "lx-supervisor")) {
		run_on_end(op_ended);
		return supervisor_main(argc, argv);
	}
	return dispatch(argc, argv);
}
