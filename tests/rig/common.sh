# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=sh
#
# Sourced by the scripts of the rig that run on the host.  The caller sets
# rig_src, the folder of these scripts.

XEN_VERSION=4.17
top_srcdir=$(cd "${top_srcdir:-$rig_src/../..}" && pwd)
mkdir -p "${top_builddir:=$top_srcdir/build}"
top_builddir=$(cd "$top_builddir" && pwd)

# Everything the rig downloads or makes lives here, and survives "make clean".
mkdir -p "${RIG_DIR:=$top_builddir/rig}"
RIG_DIR=$(cd "$RIG_DIR" && pwd)

packages=$RIG_DIR/packages   # the .deb files
root=$RIG_DIR/root           # ... unpacked
images=$RIG_DIR/images       # Xen, the kernels and both initramfs
kernel_root=$RIG_DIR/kernels # what fetch-kernels unpacks ...
kernels=$images/kernels      # ... and what make-kernels makes of it

# The exit status that tells the caller "not run, and here is why".
EXIT_SKIP=77

say() { echo "$*" >&2; }
die() { say "${0##*/}: $*"; exit 1; }
# TAP for "nothing was tested, because ...".
skip() { echo "1..0 # SKIP $*"; exit "$EXIT_SKIP"; }

# What the rig calls to emulate $1, with the Debian package that has each.
emulator_programs() {
	case $1 in
	qemu) echo qemu-system-x86_64 qemu-system-x86 ;;
	bochs) cat <<-END ;;
		bochs-bin bochs
		/usr/lib/x86_64-linux-gnu/bochs/plugins/libbx_sdl2_gui.so bochs-sdl
		/usr/share/bochs/BIOS-bochs-latest bochsbios
		/usr/share/vgabios/vgabios.bin vgabios
		/usr/lib/grub/i386-pc grub-pc-bin
		grub-mkrescue grub-common
		xorriso xorriso
		mformat mtools
	END
	esac
}

# need_programs EMULATOR: or else the rig is skipped.
need_programs() {
	while read -r program package; do
		[ -e "$program" ] || command -v "$program" > /dev/null ||
			skip "$program is missing (Debian package $package)"
	done <<-END
		$(emulator_programs "$1")
		apt-get apt
		dpkg-deb dpkg
		cpio cpio
		modprobe kmod
		xz xz-utils
		lz4 lz4
		zstd zstd
		flock util-linux
	END
	[ "$(uname -m)" = x86_64 ] || skip "the rig runs on x86-64 machines only"
}

# Packs the folder $1 for an initramfs: sorted names, one owner, one time for all.
pack() {
	(
		cd "$1" || exit
		find . -exec touch -h -d @0 {} +
		find . | LC_ALL=C sort | cpio --create --format=newc --quiet --reproducible -R 0:0
	)
}

# Copies the shared libraries that the given programs need into folder $1,
# those of the unpacked packages first.  Prints nothing.
copy_libraries() {
	into=$1
	shift
	mkdir -p "$into"
	LD_LIBRARY_PATH=$root/usr/lib/x86_64-linux-gnu:$root/lib/x86_64-linux-gnu${LIBRARIES:+:$LIBRARIES} \
		ldd "$@" > "$into/.ldd" 2>/dev/null || :
	if grep 'not found' "$into/.ldd" >&2; then
		die "a shared library is missing for $*"
	fi
	awk '$2 == "=>" && $3 ~ /^\// { print $3 }' "$into/.ldd" | sort -u |
		while read -r library; do
			cp -L --update "$library" "$into/"
		done
	rm "$into/.ldd"
}
