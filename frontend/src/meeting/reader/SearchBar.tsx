import { TextInput } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/Buttons";
import classes from "./Reader.module.css";
import type { SearchState } from "./useSearch";

interface SearchBarProps {
  query: string;
  onQuery: (query: string) => void;
  result: SearchState;
  page: number;
  onPage: (page: number) => void;
  onClose: () => void;
}

function useWords({ query, result }: Pick<SearchBarProps, "query" | "result">): string {
  const { t } = useTranslation("meeting");
  if (query.trim() === "") return "";
  if (result.read < result.total) return t("reader.searching", { read: result.read, total: result.total });
  return t("reader.found", { count: result.pages.length });
}

/** Search in the document, with or without marks; goes from page to page with a match. */
export function SearchBar({ query, onQuery, result, page, onPage, onClose }: SearchBarProps) {
  const { t } = useTranslation("meeting");
  const words = useWords({ query, result });
  const next = result.pages.find((number) => number > page) ?? result.pages[0];
  const previous = result.pages.filter((number) => number < page).at(-1) ?? result.pages.at(-1);
  const go = (to: number | undefined) => to !== undefined && onPage(to);
  return (
    <form
      className={classes.search}
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        go(next);
      }}
    >
      <TextInput
        className={classes.searchInput}
        aria-label={t("reader.search")}
        placeholder={t("reader.search_hint")}
        value={query}
        onChange={(event) => onQuery(event.currentTarget.value)}
        autoFocus
      />
      <span className={classes.searchWords} role="status">
        {words}
      </span>
      <IconButton label={t("reader.previous_match")} disabled={previous === undefined} onClick={() => go(previous)}>
        <IconChevronUp size={22} aria-hidden />
      </IconButton>
      <IconButton label={t("reader.next_match")} disabled={next === undefined} onClick={() => go(next)}>
        <IconChevronDown size={22} aria-hidden />
      </IconButton>
      <IconButton label={t("reader.close_search")} onClick={onClose}>
        <IconX size={22} aria-hidden />
      </IconButton>
    </form>
  );
}
