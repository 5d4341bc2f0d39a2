/* The one table of commands. */
#include "cmd/commands.h"

static const struct command *const all[] = {
	&complete_command, &completion_command, &config_command, &console_command, &delete_command,
	&exec_command,	   &help_command,	&image_command,	 &info_command,	   &init_command,
	&launch_command,   &list_command,	&manual_command, &move_command,	   &pause_command,
	&profile_command,  &remote_command,	&rename_command, &restart_command, &resume_command,
	&shell_command,	   &start_command,	&stop_command,	 &version_command, NULL};

const struct command root_command = {
	.name = "lx",
	.summary = "System containers from one file, without a daemon",
	.help = "Whole distributions as containers, with the command line of LXD's client.",
	.subs = all,
};
