/* What version this is, and whose work is in it. */
#ifndef LX_CMD_VERSION_H
#define LX_CMD_VERSION_H

#ifndef LX_VERSION
#define LX_VERSION "0.1.0"
#endif

/* LXD's, whose command line, formats and texts are followed. */
#define LXD_VERSION "5.0.2"

/* Under the name lxc a script asks whether a feature of LXD is there: it gets LXD's version. */
const char *version_for(const char *program);

extern const char licences[];

#endif
