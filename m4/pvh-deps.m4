# SPDX-License-Identifier: LGPL-2.1-or-later

# PVH_REQUIRE(VARIABLE, MODULES, DEBIAN-PACKAGE): a library that nothing works without.
AC_DEFUN([PVH_REQUIRE], [
  PKG_CHECK_MODULES([$1], [$2], [],
    [AC_MSG_ERROR([$2 is missing: on Debian, apt install $3])])
])

# PVH_REQUIRE_BARE(VARIABLE, LIBRARY, FUNCTION, HEADER, DEBIAN-PACKAGE): the same, without a
# .pc file.
AC_DEFUN([PVH_REQUIRE_BARE], [
  AC_CHECK_HEADER([$4], [], [AC_MSG_ERROR([$4 is missing: on Debian, apt install $5])])
  AC_CHECK_LIB([$2], [$3], [AC_SUBST([$1_LIBS], [-l$2])],
    [AC_MSG_ERROR([lib$2 is missing: on Debian, apt install $5])])
])

# PVH_CODEC(VARIABLE, MODULE, DEBIAN-PACKAGE, FORMAT, ALSO): a decoder, on unless
# --without-FORMAT. ALSO names another format of the same library.
AC_DEFUN([PVH_CODEC], [PVH_CODEC_BY([$1], [$4], [$5],
  [PVH_REQUIRE([$1], [$2], [$3 (or configure --without-$4)])])])

# PVH_CODEC_BARE(VARIABLE, LIBRARY, FUNCTION, HEADER, DEBIAN-PACKAGE, FORMAT): the same, of a
# library that not every distribution has a .pc file for.
AC_DEFUN([PVH_CODEC_BARE], [PVH_CODEC_BY([$1], [$6], [],
  [PVH_REQUIRE_BARE([$1], [$2], [$3], [$4], [$5 (or configure --without-$6)])])])

# PVH_CODEC_BY(VARIABLE, FORMAT, ALSO, REQUIRE): either, found by REQUIRE.
AC_DEFUN([PVH_CODEC_BY], [
  AC_ARG_WITH([$2], [AS_HELP_STRING([--without-$2],
    [do not load $2-compressed kernels]m4_ifnblank([$3], [[ (nor $3)]]))],
    [], [with_$2=yes])
  AS_IF([test "$with_$2" != no], [
    $4
    AC_DEFINE([HAVE_$1], [1], [$2-compressed kernels can be loaded])
    PVH_CODECS="$PVH_CODECS $2[]m4_ifnblank([$3], [ $3])"
  ])
  AM_CONDITIONAL([HAVE_$1], [test "$with_$2" != no])
])

# PVH_WORKER: the confined process that reads images, on unless --disable-worker.
AC_DEFUN([PVH_WORKER], [
  AC_ARG_ENABLE([worker], [AS_HELP_STRING([--disable-worker],
    [decode and parse kernels in the process that builds; for kernels that are trusted])],
    [], [enable_worker=yes])
  AS_IF([test "$enable_worker" != no], [
    PVH_REQUIRE([SECCOMP], [libseccomp >= 2.4], [libseccomp-dev (or configure --disable-worker)])
  ])
  AM_CONDITIONAL([HAVE_WORKER], [test "$enable_worker" != no])
])

# PVH_XLCFG: pvh-xlcfg, which reads xl.cfg(5); if libxlutil is there, unless it is asked for.
AC_DEFUN([PVH_XLCFG], [
  AC_ARG_WITH([xlcfg], [AS_HELP_STRING([--without-xlcfg],
    [leave pvh-xlcfg out, and with it pvh-build guest.cfg; default: if there is libxlutil])],
    [], [with_xlcfg=auto])
  AS_IF([test "$with_xlcfg" != no], [
    PKG_CHECK_MODULES([XLUTIL], [xlutil xenlight], [have_xlutil=yes], [have_xlutil=no])
    AS_IF([test "$with_xlcfg,$have_xlutil" = yes,no],
      [AC_MSG_ERROR([libxlutil is missing: on Debian, apt install libxen-dev (or configure --without-xlcfg)])])
    with_xlcfg=$have_xlutil
  ])
  AM_CONDITIONAL([HAVE_XLUTIL], [test "$with_xlcfg" = yes])
])

# PVH_LZO: liblzo2, which is under the GPL: only on --enable-lzo, and never for libpvh.
AC_DEFUN([PVH_LZO], [
  AC_ARG_ENABLE([lzo], [AS_HELP_STRING([--enable-lzo],
    [have pvh-image-worker load lzo-compressed kernels, under the GPL])],
    [], [enable_lzo=no])
  AS_IF([test "$enable_lzo" != no], [
    PVH_REQUIRE([LZO], [lzo2 >= 2.08], [liblzo2-dev (or configure --disable-lzo)])
    AC_DEFINE([HAVE_LZO], [1], [there is liblzo2 for programs that may have it])
  ])
  AM_CONDITIONAL([HAVE_LZO], [test "$enable_lzo" != no])
])

# PVH_XEN: the Xen backend, on unless --without-xen, and what differs between releases of
# Xen: found by compiling, because distributions backport (the `msr` argument came within
# the 4.17 series).
AC_DEFUN([PVH_XEN], [
  AC_ARG_WITH([xen], [AS_HELP_STRING([--without-xen], [leave the Xen backend out; same ABI])],
    [], [with_xen=yes])
  AS_IF([test "$with_xen" != no], [
    PVH_REQUIRE([XEN], [xencontrol xenguest xenforeignmemory xenstore xentoollog],
      [libxen-dev (or configure --without-xen)])
    XEN_VERSION=`$PKG_CONFIG --modversion xencontrol`
    pvh_saved_CFLAGS=$CFLAGS; pvh_saved_LIBS=$LIBS
    CFLAGS="$CFLAGS $XEN_CFLAGS"; LIBS="$XEN_LIBS $LIBS"
    PVH_XEN_NEEDS([4.17], [cpupool_id in xen_domctl_createdomain],
      [struct xen_domctl_createdomain config;
       config.cpupool_id = 0])
    PVH_XEN_COMPILES([the msr argument of xc_cpuid_apply_policy], [XC_CPUID_APPLY_POLICY_MSR],
      [xc_cpuid_apply_policy(0, 0, false, 0, 0, true, false, false, 0, 0)])
    PVH_XEN_COMPILES([altp2m_opts in xen_domctl_createdomain], [XEN_ALTP2M_OPTS],
      [struct xen_domctl_createdomain config;
       config.altp2m_opts = 0])
    PVH_XEN_COMPILES([altp2m.nr in xen_domctl_createdomain], [XEN_ALTP2M_OPTS_NR],
      [struct xen_domctl_createdomain config;
       config.altp2m.nr = 0])
    PVH_XEN_COMPILES([the size argument of xc_flask_context_to_sid],
      [XC_FLASK_CONTEXT_TO_SID_SIZE], [xc_flask_context_to_sid(0, 0, 0, 0)])
    CFLAGS=$pvh_saved_CFLAGS; LIBS=$pvh_saved_LIBS
    # Only a test asks libxl.
    PKG_CHECK_MODULES([LIBXL], [xenlight], [have_libxl=yes], [have_libxl=no])
  ])
  AM_CONDITIONAL([HAVE_LIBXL], [test "$have_libxl" = yes])
  AM_CONDITIONAL([HAVE_XEN], [test "$with_xen" != no])
])

# PVH_XEN_DIRS: where Xen and its tools have what others need of them, which is for who packages
# Xen to say. Needed with or without the backend: plans name scripts and the shim.
AC_DEFUN([PVH_XEN_DIRS], [
  pvh_release=`echo "${XEN_VERSION:-4.17}" | cut -d. -f1,2`
  PVH_XEN_DIR([lib], [XEN_LIB_DIR], [/var/lib/xen], [records of domains])
  PVH_XEN_DIR([run], [XEN_RUN_DIR], [/var/run/xen], [domids that were just in use])
  PVH_XEN_DIR([log], [XEN_LOG_DIR], [/var/log/xen], [logs])
  PVH_XEN_DIR([config], [XEN_CONFIG_DIR], [/etc/xen], [xl.conf])
  PVH_XEN_DIR([script], [XEN_SCRIPT_DIR], [/etc/xen/scripts], [hotplug scripts])
  PVH_XEN_DIR([firmware], [XEN_FIRMWARE_DIR], [/usr/lib/xen-$pvh_release/boot], [xen-shim])
  AC_ARG_WITH([xen-qemu], [AS_HELP_STRING([--with-xen-qemu=PATH],
    [QEMU, as xl runs it for PVH guests @<:@/usr/libexec/xen-qemu-system-i386@:>@])],
    [], [with_xen_qemu=/usr/libexec/xen-qemu-system-i386])
  AS_CASE([$with_xen_qemu], [/*], [], [AC_MSG_ERROR([--with-xen-qemu needs an absolute path])])
  AC_DEFINE_UNQUOTED([XEN_QEMU], ["$with_xen_qemu"], [QEMU for PVH guests])
  AC_DEFINE_UNQUOTED([XEN_UTILS], ["xen-utils-$pvh_release"], [the package that brings xen-shim])
])

# PVH_XEN_DIR(WHICH, VARIABLE, DEFAULT, WHAT): --with-xen-WHICH-dir, where Xen's tools have WHAT.
AC_DEFUN([PVH_XEN_DIR], [
  AC_ARG_WITH([xen-$1-dir], [AS_HELP_STRING([--with-xen-$1-dir=DIR],
    [where Xen's tools have $4 @<:@]m4_bpatsubst([$3], [\$pvh_release], [RELEASE])[@:>@])],
    [], [with_xen_$1_dir=$3])
  AS_CASE([$with_xen_$1_dir], [/*], [],
    [AC_MSG_ERROR([--with-xen-$1-dir needs an absolute path])])
  AC_DEFINE_UNQUOTED([$2], ["$with_xen_$1_dir"], [where Xen's tools have $4])
])

# PVH_XEN_LINKS(WHAT, EXPRESSION): sets pvh_have to 1 when EXPRESSION links, else 0.
AC_DEFUN([PVH_XEN_LINKS], [
  AC_MSG_CHECKING([for $1])
  AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <stdbool.h>
    #include <xenctrl.h>]], [[$2;]])],
    [AC_MSG_RESULT([yes]); pvh_have=1], [AC_MSG_RESULT([no]); pvh_have=0])
])

# PVH_XEN_NEEDS(RELEASE, WHAT, EXPRESSION): a Xen without it is older than RELEASE, the oldest
# that the backend is for.
AC_DEFUN([PVH_XEN_NEEDS], [
  PVH_XEN_LINKS([$2], [$3])
  AS_IF([test "$pvh_have" = 0],
    [AC_MSG_ERROR(m4_normalize([libxenctrl $XEN_VERSION is too old: the Xen backend needs
      Xen $1 or later (or configure --without-xen)]))])
])

# PVH_XEN_COMPILES(WHAT, NAME, EXPRESSION): defines HAVE_NAME to 1 when EXPRESSION links, else 0.
AC_DEFUN([PVH_XEN_COMPILES], [
  PVH_XEN_LINKS([$1], [$3])
  AC_DEFINE_UNQUOTED([HAVE_$2], [$pvh_have], [Define to 1 if libxenctrl has $1.])
])
