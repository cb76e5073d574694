import { CloseButton, TextInput, type TextInputProps } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

interface SearchInputProps extends Omit<TextInputProps, "onChange" | "value"> {
  label: string;
  initial?: string;
  onSearch: (query: string) => void;
}

const WAIT_MS = 300;

/** A search box that searches by itself shortly after the last key. */
export function SearchInput({ label, initial = "", onSearch, ...rest }: SearchInputProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(initial);
  const later = useDebouncedCallback(onSearch, WAIT_MS);
  const change = (value: string) => {
    setText(value);
    later(value.trim());
  };
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={18} aria-hidden />}
      rightSection={text && <CloseButton aria-label={t("act.clear")} onClick={() => change("")} />}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      {...rest}
    />
  );
}
