import { useTranslation } from "react-i18next";

/** A form rule: the field is not empty. */
export function useFilled(): (value: string) => string | null {
  const { t } = useTranslation();
  return (value) => (value.trim() ? null : t("sign_in.required"));
}
