#include <stddef.h>

/* Declared here and not by a header, as small C files do. */
extern int rename(const char *from, const char *to);

int open_c_move(void) {
    return rename("/nowhere/a", "/nowhere/b");
}
