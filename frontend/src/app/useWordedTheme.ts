import { mergeThemeOverrides, type MantineThemeOverride } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { theme } from "@/kit/theme";

/** The theme with names for the icon buttons inside the library's own parts, in the reader's language. */
export function useWordedTheme(): MantineThemeOverride {
  const { t } = useTranslation();
  return useMemo(() => {
    const close = { closeButtonProps: { "aria-label": t("act.close") } };
    const reveal = { visibilityToggleButtonProps: { "aria-label": t("sign_in.show_password") } };
    const picker = {
      previousLabel: t("act.previous_month"),
      nextLabel: t("act.next_month"),
      submitButtonProps: { "aria-label": t("act.done") },
    };
    return mergeThemeOverrides(theme, {
      components: {
        Modal: { defaultProps: close },
        Drawer: { defaultProps: close },
        Notification: { defaultProps: close },
        PasswordInput: { defaultProps: { size: "md", ...reveal } },
        Select: { defaultProps: { clearButtonProps: { "aria-label": t("act.clear") } } },
        DateTimePicker: { defaultProps: picker },
      },
    });
  }, [t]);
}
