# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=sh
#
# Sourced by fetch and check-images, which set images_src, the folder of these
# scripts: where the packages of images.table are kept.

top_srcdir=$(cd "${top_srcdir:-$images_src/../..}" && pwd)
mkdir -p "${top_builddir:=$top_srcdir/build}"
top_builddir=$(cd "$top_builddir" && pwd)

# Everything that is downloaded lives here, and survives "make clean".
mkdir -p "${IMAGES_DIR:=$top_builddir/images-cache}"
IMAGES_DIR=$(cd "$IMAGES_DIR" && pwd)

unpacked=$IMAGES_DIR/unpacked   # a folder for each package, of its file's name
missing=$IMAGES_DIR/missing     # a line "REGEX: reason" for each that is not there
table=$images_src/images.table

# newest ARCHITECTURE REGEX: of the names of package files on standard input,
# the newest of the package.  Kernels have their ABI in the package's name.
newest() {
	grep -E "^($2)_[^_]*_($1|all)\$" | sort -V | tail -n 1
}

# The names of the packages' folders.
folders() { find "$unpacked" -mindepth 1 -maxdepth 1 -printf '%f\n'; }

# package_folder ARCHITECTURE REGEX: where the package is; fails when it is not.
package_folder() {
	name=$(folders | newest "$1" "$2")
	[ -n "$name" ] && echo "$unpacked/$name"
}
