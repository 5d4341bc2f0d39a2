/* All commands, each declared by the file that is named after it. */
#ifndef LX_CMD_COMMANDS_H
#define LX_CMD_COMMANDS_H

#include "cmd/cli/command.h"

extern const struct command launch_command, init_command, start_command, stop_command,
	restart_command, pause_command, resume_command, delete_command, rename_command,
	move_command, list_command, info_command, exec_command, shell_command, console_command;
extern const struct command image_command, image_alias_command, image_alias_create_command,
	image_alias_delete_command, image_alias_list_command, image_alias_rename_command,
	image_delete_command, image_export_command, image_get_property_command,
	image_import_command, image_info_command, image_list_command, image_set_property_command,
	image_show_command, image_unset_property_command;
extern const struct command config_command, config_get_command, config_set_command,
	config_show_command, config_unset_command;
extern const struct command profile_command, profile_list_command, profile_show_command;
extern const struct command remote_command, remote_get_default_command, remote_list_command;
extern const struct command help_command, version_command, completion_command, manual_command,
	complete_command;

#endif
