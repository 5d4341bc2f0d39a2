/* See caps.h. */
#include "kernel/caps.h"

#include <errno.h>
#include <stddef.h>
#include <sys/prctl.h>

#include <linux/capability.h>

#include "base/own.h"

/* LXC's default list. Without CAP_SYS_RAWIO systemd also leaves debugfs alone, which it may not
 * mount in a user namespace. */
static const int dropped[] = {
	CAP_MAC_ADMIN, CAP_MAC_OVERRIDE, CAP_SYS_MODULE, CAP_SYS_RAWIO, CAP_SYS_TIME,
};

int caps_drop_bounding(void)
{
	for (size_t i = 0; i < countof(dropped); i++)
		if (prctl(PR_CAPBSET_DROP, dropped[i], 0, 0, 0) < 0 && errno != EINVAL)
			return -1;
	return 0;
}
