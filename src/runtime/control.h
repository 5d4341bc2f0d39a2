/* What goes over a supervisor's control socket. Private to runtime/.
 *
 * A console client sends frames: a head, then length bytes. It gets the console's bytes as they
 * are. There is one at a time; the next one takes over and the former is hung up. */
#ifndef LX_RUNTIME_CONTROL_H
#define LX_RUNTIME_CONTROL_H

#include <stdint.h>

enum control_kind { CONTROL_INPUT = 1, CONTROL_WINDOW = 2 };

enum { CONTROL_MAX = 1024 };

struct control_head {
	uint16_t kind;
	uint16_t length;
};

struct control_window {
	uint16_t rows, columns;
};

#endif
