#!/usr/bin/env python3
"""Prints a folder's tree, one entry a line, with everything an image must carry: two trees that print the same are
the same to a container.

usage: tree.py [--no-mtime] DIR

path, type, mode, owner, size or device, link count, time, target or content hash, extended attributes (ACLs and
file capabilities among them).
"""
import hashlib, os, stat, sys


def shown(name):
    return name.decode("utf-8", "backslashreplace")


BLOCK = 1 << 16


def digest(path):
    """Of the blocks that are not all zeroes, wherever the holes are: gigabytes of nothing are not read."""
    h = hashlib.sha256()
    with open(path, "rb") as f:
        end = os.fstat(f.fileno()).st_size
        at = 0
        while at < end:
            try:
                at = os.lseek(f.fileno(), at, os.SEEK_DATA) // BLOCK * BLOCK
            except OSError:  # only a hole is left
                break
            block = os.pread(f.fileno(), BLOCK, at)
            if block.strip(b"\0"):
                h.update(b"%d:" % at + block)
            at += BLOCK
    return h.hexdigest()[:16]


def line(path, name, with_time):
    st = os.lstat(path)
    kind = stat.S_IFMT(st.st_mode)
    parts = [name, oct(st.st_mode)[2:], "%d:%d" % (st.st_uid, st.st_gid)]
    if stat.S_ISREG(kind):
        parts += [str(st.st_size), "links=%d" % st.st_nlink, digest(path)]
    elif stat.S_ISLNK(kind):
        parts += ["->", shown(os.readlink(path))]
    elif stat.S_ISCHR(kind) or stat.S_ISBLK(kind):
        parts += ["%d,%d" % (os.major(st.st_rdev), os.minor(st.st_rdev))]
    if with_time and not stat.S_ISDIR(kind):
        parts.append("@%d" % int(st.st_mtime))
    for attr in sorted(os.listxattr(path, follow_symlinks=False)):
        if attr.startswith("trusted.overlay."):
            continue
        parts.append("%s=%s" % (attr, os.getxattr(path, attr, follow_symlinks=False).hex()))
    return " ".join(parts)


def main():
    args = [a for a in sys.argv[1:] if a != "--no-mtime"]
    with_time = "--no-mtime" not in sys.argv
    root = args[0].encode()
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    print(line(root, ".", False))
    for folder, dirs, files in os.walk(root):
        dirs.sort()
        for name in sorted(dirs + files):
            path = os.path.join(folder, name)
            print(line(path, shown(os.path.relpath(path, root)), with_time))


main()
