/* lx image and lx image alias: the groups. */
#include "cmd/commands.h"

static const struct command *const alias_subs[] = {
	&image_alias_create_command, &image_alias_delete_command, &image_alias_list_command,
	&image_alias_rename_command, NULL};

const struct command image_alias_command = {
	.name = "alias",
	.summary = "Manage image aliases",
	.subs = alias_subs,
};

static const struct command *const subs[] = {&image_alias_command,
					     &image_delete_command,
					     &image_export_command,
					     &image_get_property_command,
					     &image_import_command,
					     &image_info_command,
					     &image_list_command,
					     &image_set_property_command,
					     &image_show_command,
					     &image_unset_property_command,
					     NULL};

const struct command image_command = {
	.name = "image",
	.summary = "Manage images",
	.help = "Instances are created from images. An image is named by an alias, by its\n"
		"fingerprint (the SHA-256 of its files), or by as much of the fingerprint's beginning\n"
		"as no other has. \"tiny\" is inside the program.",
	.subs = subs,
};
