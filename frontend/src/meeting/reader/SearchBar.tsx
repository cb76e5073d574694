import { TextInput } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconList, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/Buttons";
import classes from "./Reader.module.css";
import type { Hit } from "./search";
import type { SearchState } from "./useSearch";

interface SearchBarProps {
  query: string;
  onQuery: (query: string) => void;
  result: SearchState;
  meant: Hit | null;
  /** The page that is read: the first hit that is meant is the next one from there. */
  page: number;
  onHit: (hit: Hit) => void;
  onList: () => void;
  onClose: () => void;
}

function useWords({ query, result, meant }: Pick<SearchBarProps, "query" | "result" | "meant">): string {
  const { t } = useTranslation("meeting");
  if (query.trim() === "" || result.total === 0) return "";
  if (result.broken) return t("reader.search_broken", { count: result.count, read: result.read, total: result.total });
  if (result.read < result.total) return t("reader.searching", { read: result.read, total: result.total });
  if (result.count === 0) return t("reader.no_hits");
  const at = meant ? result.hits.indexOf(meant) + 1 : 0;
  return at > 0 ? t("reader.hit_of", { at, count: result.count }) : t("reader.found", { count: result.count });
}

/** The hit after or before the one that is meant; from the page that is read when none is. */
export function nextHit(hits: readonly Hit[], meant: Hit | null, page: number, step: 1 | -1): Hit | undefined {
  const at = meant ? hits.indexOf(meant) : -1;
  if (at >= 0) return hits[(at + step + hits.length) % hits.length];
  if (step === 1) return hits.find((hit) => hit.page >= page) ?? hits[0];
  return hits.findLast((hit) => hit.page <= page) ?? hits.at(-1);
}

/** Search in the document, with or without marks; goes from hit to hit. */
export function SearchBar(props: SearchBarProps) {
  const { query, onQuery, result, meant, page, onHit, onList, onClose } = props;
  const { t } = useTranslation("meeting");
  const words = useWords(props);
  const go = (step: 1 | -1) => {
    const hit = nextHit(result.hits, meant, page, step);
    if (hit) onHit(hit);
  };
  const none = result.hits.length === 0;
  return (
    <form
      className={classes.search}
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        go(1);
      }}
    >
      <TextInput
        className={classes.searchInput}
        aria-label={t("reader.search")}
        placeholder={t("reader.search_hint")}
        value={query}
        onChange={(event) => onQuery(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !event.shiftKey) return;
          event.preventDefault();
          go(-1);
        }}
        data-autofocus
        autoFocus
      />
      <span className={classes.searchWords} role="status">
        {words}
      </span>
      <IconButton label={t("reader.previous_match")} disabled={none} onClick={() => go(-1)}>
        <IconChevronUp size={22} aria-hidden />
      </IconButton>
      <IconButton label={t("reader.next_match")} disabled={none} onClick={() => go(1)}>
        <IconChevronDown size={22} aria-hidden />
      </IconButton>
      <IconButton label={t("reader.list_hits")} disabled={none} onClick={onList}>
        <IconList size={22} aria-hidden />
      </IconButton>
      <IconButton label={t("reader.close_search")} onClick={onClose}>
        <IconX size={22} aria-hidden />
      </IconButton>
    </form>
  );
}
