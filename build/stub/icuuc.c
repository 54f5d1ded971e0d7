/* Stands in for the icuuc.dll that Windows 10 1703 and later have in System32 and Wine 8.0 lacks: Qt6Core imports these
   converter functions by name and starts only when they are there. Every call fails cleanly (U_UNSUPPORTED_ERROR), and
   Qt then uses its own UTF-8 and Latin-1. It is put into Wine's system folder for tests; `build/exe.py` proves that it
   is in no bundle. */

typedef int UErrorCode;
typedef unsigned short UChar;
#define EXPORT __declspec(dllexport)
#define U_UNSUPPORTED_ERROR 16

static void fail(UErrorCode *error) {
    if (error) *error = U_UNSUPPORTED_ERROR;
}

EXPORT void *ucnv_open(const char *name, UErrorCode *error) { fail(error); return 0; }
EXPORT void ucnv_close(void *converter) {}
EXPORT void ucnv_reset(void *converter) {}
EXPORT signed char ucnv_getMaxCharSize(const void *converter) { return 1; }
EXPORT const char *ucnv_getName(const void *converter, UErrorCode *error) { fail(error); return 0; }
EXPORT const char *ucnv_getStandardName(const char *name, const char *standard, UErrorCode *error) {
    fail(error);
    return 0;
}
EXPORT int ucnv_countAvailable(void) { return 0; }
EXPORT const char *ucnv_getAvailableName(int index) { return 0; }

EXPORT void UCNV_FROM_U_CALLBACK_SUBSTITUTE(const void *context, void *arguments, const UChar *units, int length,
                                            int code_point, int reason, UErrorCode *error) { fail(error); }
EXPORT void UCNV_TO_U_CALLBACK_SUBSTITUTE(const void *context, void *arguments, const char *units, int length,
                                          int reason, UErrorCode *error) { fail(error); }
EXPORT void ucnv_getToUCallBack(const void *converter, void **action, const void **context) {
    if (action) *action = 0;
    if (context) *context = 0;
}
EXPORT void ucnv_getFromUCallBack(const void *converter, void **action, const void **context) {
    if (action) *action = 0;
    if (context) *context = 0;
}
EXPORT void ucnv_setToUCallBack(void *converter, void *action, const void *context, void **old_action,
                                const void **old_context, UErrorCode *error) { fail(error); }
EXPORT void ucnv_setFromUCallBack(void *converter, void *action, const void *context, void **old_action,
                                  const void **old_context, UErrorCode *error) { fail(error); }

EXPORT void ucnv_cbToUWriteUChars(void *arguments, const UChar *source, int length, int offset, UErrorCode *error) {
    fail(error);
}
EXPORT void ucnv_cbFromUWriteUChars(void *arguments, const UChar **source, const UChar *source_end, int offset,
                                    UErrorCode *error) { fail(error); }

EXPORT void ucnv_toUnicode(void *converter, UChar **target, const UChar *target_end, const char **source,
                           const char *source_end, int *offsets, signed char flush, UErrorCode *error) { fail(error); }
EXPORT void ucnv_fromUnicode(void *converter, char **target, const char *target_end, const UChar **source,
                             const UChar *source_end, int *offsets, signed char flush, UErrorCode *error) {
    fail(error);
}
EXPORT int ucnv_toUCountPending(const void *converter, UErrorCode *error) { fail(error); return 0; }
EXPORT int ucnv_fromUCountPending(const void *converter, UErrorCode *error) { fail(error); return 0; }
