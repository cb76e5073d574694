import { SegmentedControl, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconX } from "@tabler/icons-react";
import { useEffect, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/Buttons";
import { PagePicture } from "./PagePicture";
import type { Paper } from "./paper";
import classes from "./Panel.module.css";
import type { Hit } from "./search";
import type { SearchState } from "./useSearch";

export type PanelTab = "pages" | "outline" | "hits";

interface PanelProps {
  paper: Paper;
  pages: number;
  page: number;
  tab: PanelTab;
  onTab: (tab: PanelTab) => void;
  onClose: () => void;
  onGo: (page: number) => void;
  result: SearchState;
  meant: Hit | null;
  onHit: (hit: Hit) => void;
}

function useOutline(paper: Paper) {
  return useQuery({ queryKey: ["outline", paper.key], queryFn: ({ signal }) => paper.outline(signal), staleTime: Infinity });
}

/** Keeps the entry of the shown page in sight. */
function useInSight(page: number) {
  const ref = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // Newer browsers answer with a promise, which must not be taken for what ends the effect.
    ref.current?.scrollIntoView({ block: "nearest" });
  }, [page]);
  return ref;
}

function Thumbnails({ paper, pages, page, onGo }: PanelProps) {
  const { t } = useTranslation("meeting");
  const { data } = useOutline(paper);
  const current = useInSight(page);
  return (
    <ol className={classes.thumbs}>
      {Array.from({ length: pages }, (_, index) => index + 1).map((number) => {
        const url = paper.picture(number, "thumb");
        const label = data?.labels[number - 1] ?? String(number);
        return (
          <li key={number} className={classes.thumb}>
            <UnstyledButton
              ref={number === page ? current : undefined}
              className={classes.thumbButton}
              aria-label={t("reader.go_page", { page: label })}
              aria-current={number === page ? "page" : undefined}
              onClick={() => onGo(number)}
            >
              <span className={classes.thumbPaper}>{url !== null && <PagePicture url={url} className={classes.thumbPicture} alt="" waits />}</span>
              <span>{label}</span>
            </UnstyledButton>
          </li>
        );
      })}
    </ol>
  );
}

/** The last entry that begins on the shown page or before it. */
function Outline({ paper, page, onGo }: PanelProps) {
  const { t } = useTranslation("meeting");
  const { data, isPending } = useOutline(paper);
  const items = data?.items ?? [];
  const current = items.findLastIndex((entry) => entry.page !== null && entry.page <= page);
  const ref = useInSight(current);
  if (items.length === 0) return <p className={classes.none}>{t(isPending ? "reader.opening" : "reader.no_outline")}</p>;
  return (
    <ol className={classes.entries}>
      {items.map((entry, index) => (
        <li key={index}>
          <UnstyledButton
            ref={index === current ? ref : undefined}
            className={classes.entry}
            style={{ paddingInlineStart: `${0.75 + Math.min(entry.level, 5) * 0.875}rem` }}
            aria-current={index === current ? "location" : undefined}
            disabled={entry.page === null}
            onClick={() => entry.page !== null && onGo(entry.page)}
          >
            <span>{entry.title}</span>
            <span className={classes.entryPage}>{entry.page}</span>
          </UnstyledButton>
        </li>
      ))}
    </ol>
  );
}

function Hits({ result, meant, onHit }: PanelProps) {
  const { t } = useTranslation("meeting");
  const current = useInSight(meant ? meant.page * 1000 + meant.index : 0);
  if (result.hits.length === 0) return <p className={classes.none}>{t("reader.no_hits")}</p>;
  return (
    <ol className={classes.entries}>
      {result.hits.map((hit) => (
        <li key={`${hit.page} ${hit.index}`}>
          <UnstyledButton
            ref={hit === meant ? current : undefined}
            className={classes.entry}
            aria-current={hit === meant ? "location" : undefined}
            onClick={() => onHit(hit)}
          >
            <span>
              {hit.before}
              <mark>{hit.words}</mark>
              {hit.after}
            </span>
            <span className={classes.entryPage}>{hit.page}</span>
          </UnstyledButton>
        </li>
      ))}
      {result.count > result.hits.length && <li className={classes.none}>{t("reader.more_hits", { count: result.count - result.hits.length })}</li>}
    </ol>
  );
}

const CONTENTS: Record<PanelTab, (props: PanelProps) => ReactNode> = { pages: Thumbnails, outline: Outline, hits: Hits };

/** Beside the pages (over them on a phone): all pages small, the contents, or what was found. */
export function SidePanel(props: PanelProps) {
  const { t } = useTranslation("meeting");
  const { tab, onTab, onClose } = props;
  const Contents = CONTENTS[tab];
  const tabs: PanelTab[] = ["pages", "outline", "hits"];
  return (
    <aside className={classes.panel} aria-label={t("reader.panel")}>
      <header className={classes.head}>
        <SegmentedControl
          className={classes.choice}
          size="xs"
          fullWidth
          aria-label={t("reader.panel")}
          value={tab}
          onChange={onTab}
          data={tabs.map((value) => ({ value, label: t(`reader.panel_${value}`) }))}
        />
        <IconButton label={t("reader.close_panel")} onClick={onClose}>
          <IconX size={20} aria-hidden />
        </IconButton>
      </header>
      <div className={classes.contents}>
        <Contents {...props} />
      </div>
    </aside>
  );
}
