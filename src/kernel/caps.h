/* Capabilities a container's processes never have. capabilities(7). */
#ifndef LX_KERNEL_CAPS_H
#define LX_KERNEL_CAPS_H

/* Drops from the calling thread's bounding and inheritable sets what containers go without (time,
 * modules, raw I/O, MAC). Safe between clone and exec. Returns -1 with errno. */
int caps_drop_bounding(void);

#endif
