import { TextInput, Textarea, type TextInputProps, type TextareaProps } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** From this part of the limit on, the letters are counted in sight. */
const TOLD_FROM = 0.8;

/** What stands below a field whose text comes near its limit, or passes it; null before. */
function useCount(value: unknown, limit: number, given: unknown) {
  const { t } = useTranslation();
  const length = typeof value === "string" ? value.length : 0;
  return {
    description: length >= limit * TOLD_FROM ? t("limit.count", { length, limit }) : given,
    error: length > limit ? t("limit.passed", { limit }) : null,
  };
}

const ORDER: TextInputProps["inputWrapperOrder"] = ["label", "input", "description", "error"];

/** A line of text that tells how much of its limit is used, and that it is too long, instead of cutting it. */
export function LimitedInput({ limit, description, error, ...rest }: TextInputProps & { limit: number }) {
  const count = useCount(rest.value, limit, description);
  const shown = { description: count.description as TextInputProps["description"], error: count.error ?? error };
  return <TextInput inputWrapperOrder={ORDER} {...rest} {...shown} />;
}

/** The same for several lines. */
export function LimitedTextarea({ limit, description, error, ...rest }: TextareaProps & { limit: number }) {
  const count = useCount(rest.value, limit, description);
  const shown = { description: count.description as TextareaProps["description"], error: count.error ?? error };
  return <Textarea inputWrapperOrder={ORDER} {...rest} {...shown} />;
}
