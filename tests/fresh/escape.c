/*
 * escape FILE...: climbs out of its root as root may, by a second chroot above which it stands, as high as it goes.
 * Exit code 0 when it sees none of the files there, 1 when it sees one: it was out.
 */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	if ((mkdir("/escape", 0755) && access("/escape", F_OK)) || chdir("/") ||
	    chroot("/escape")) {
		perror("escape");
		return 2;
	}
	for (int i = 0; i < 64; i++)
		if (chdir("..")) {
			perror("escape: ..");
			return 2;
		}
	for (int i = 1; i < argc; i++)
		if (!access(argv[i], F_OK)) {
			fprintf(stderr, "escape: \"%s\" is in sight\n", argv[i]);
			return 1;
		}
	return access("sbin/init", F_OK) ? 2 : 0;
}
