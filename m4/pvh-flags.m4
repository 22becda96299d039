# SPDX-License-Identifier: LGPL-2.1-or-later

# PVH_TRY_CFLAG(FLAG): adds FLAG to PVH_CFLAGS when the compiler knows it.
AC_DEFUN([PVH_TRY_CFLAG], [
  AC_MSG_CHECKING([whether $CC accepts $1])
  pvh_saved_CFLAGS=$CFLAGS
  CFLAGS="$CFLAGS -Werror $1"
  AC_COMPILE_IFELSE([AC_LANG_PROGRAM()],
    [AC_MSG_RESULT([yes]); PVH_CFLAGS="$PVH_CFLAGS $1"],
    [AC_MSG_RESULT([no])])
  CFLAGS=$pvh_saved_CFLAGS
])

# PVH_WARNINGS: what the code is clean under, in PVH_CFLAGS; errors under --enable-werror.
AC_DEFUN([PVH_WARNINGS], [
  AC_ARG_ENABLE([werror], [AS_HELP_STRING([--enable-werror], [make warnings errors])],
    [], [enable_werror=no])
  PVH_CFLAGS="-std=gnu11 -fvisibility=hidden"
  m4_foreach_w([flag], [-Wall -Wextra -Wshadow -Wconversion -Wcast-qual -Wvla -Wundef
    -Wmissing-prototypes -Wstrict-prototypes -Wpointer-arith -Wwrite-strings
    -Wformat=2 -Wframe-larger-than=16384 -Wimplicit-fallthrough -fstack-protector-strong],
    [PVH_TRY_CFLAG(flag)])
  AS_IF([test "$enable_werror" = yes], [PVH_CFLAGS="$PVH_CFLAGS -Werror"])
  AC_SUBST([PVH_CFLAGS])
])

# PVH_SANITIZE: AddressSanitizer and UndefinedBehaviorSanitizer under --enable-sanitize.
AC_DEFUN([PVH_SANITIZE], [
  AC_ARG_ENABLE([sanitize],
    [AS_HELP_STRING([--enable-sanitize], [build with ASan and UBSan, for the tests])],
    [], [enable_sanitize=no])
  AS_IF([test "$enable_sanitize" = yes],
    [PVH_SAN="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"])
  AC_SUBST([PVH_SAN])
  AM_CONDITIONAL([SANITIZE], [test "$enable_sanitize" = yes])
])
