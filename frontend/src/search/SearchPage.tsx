import { Button, Select } from "@mantine/core";
import { DateInput } from "@mantine/dates";
import { useDisclosure } from "@mantine/hooks";
import { IconAdjustmentsHorizontal } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { FOUND_SOURCES, useFound, type SearchFilters } from "@/api/search";
import { PersonSelect, UnitSelect } from "@/kit/DirectorySelects";
import { PageHeader } from "@/kit/PageHeader";
import { Pager } from "@/kit/Pager";
import { SearchInput } from "@/kit/SearchInput";
import { EmptyState, Loadable } from "@/kit/States";
import { FoundLine } from "./FoundLine";
import classes from "./Search.module.css";

const NAMES = ["query", "source", "kind", "status", "since", "until", "unit_id", "meeting_id", "person_id"] as const satisfies readonly (keyof SearchFilters)[];
const KINDS = ["session", "working"] as const;
const STATUSES = ["draft", "submitted", "approved", "returned", "published", "in_progress", "paused", "ended", "closed", "cancelled"] as const;

/** What is asked for lives in the address, so that back and reload keep it. */
function useAddress() {
  const [search, setSearch] = useSearchParams();
  const asked = Object.fromEntries(NAMES.map((name) => [name, search.get(name) ?? ""])) as unknown as SearchFilters;
  const page = Math.max(1, Number(search.get("page")) || 1);
  const go = (change: Partial<SearchFilters> & { page?: string }, replace = false) => {
    const next = Object.entries({ ...asked, page: "", ...change }).filter(([, value]) => value);
    setSearch(Object.fromEntries(next), { replace });
  };
  return { asked, page, go };
}

interface NarrowProps {
  asked: SearchFilters;
  go: (change: Partial<SearchFilters>) => void;
}

function Narrow({ asked, go }: NarrowProps) {
  const { t } = useTranslation("search");
  const choices = (values: readonly string[], word: string) => values.map((value) => ({ value, label: t(`${word}.${value}`) }));
  const [opened, { toggle }] = useDisclosure(Object.entries(asked).some(([name, value]) => name !== "query" && value !== ""));
  return (
    <>
    <Button className={classes.toggle ?? ""} leftSection={<IconAdjustmentsHorizontal size={20} aria-hidden />} aria-expanded={opened} onClick={toggle}>
      {t("narrow")}
    </Button>
    <div className={classes.narrow} role="group" aria-label={t("narrow")} data-opened={opened}>
      <Select label={t("what")} placeholder={t("any")} clearable value={asked.source || null} data={choices(FOUND_SOURCES, "sources")} onChange={(source) => go({ source: source ?? "" })} />
      <Select label={t("kind")} placeholder={t("any")} clearable value={asked.kind || null} data={choices(KINDS, "common:meeting_kind")} onChange={(kind) => go({ kind: kind ?? "" })} />
      <Select label={t("status")} placeholder={t("any")} clearable value={asked.status || null} data={choices(STATUSES, "common:meeting_status")} onChange={(status) => go({ status: status ?? "" })} />
      <DateInput label={t("since")} placeholder={t("any")} clearable valueFormat="DD/MM/YYYY" value={asked.since || null} onChange={(since) => go({ since: since ?? "" })} />
      <DateInput label={t("until")} placeholder={t("any")} clearable valueFormat="DD/MM/YYYY" value={asked.until || null} onChange={(until) => go({ until: until ?? "" })} />
      <UnitSelect label={t("unit")} placeholder={t("any")} clearable value={asked.unit_id} valueName={t("chosen_unit")} onChange={(unit) => go({ unit_id: unit ?? "" })} />
      <PersonSelect label={t("person")} placeholder={t("any")} clearable value={asked.person_id} valueName={t("chosen_person")} onChange={(person) => go({ person_id: person ?? "" })} />
    </div>
    </>
  );
}

/** All that one may read of what is asked for, with what to look among. */
export default function SearchPage() {
  const { t } = useTranslation("search");
  const { asked, page, go } = useAddress();
  const found = useFound(asked, page);
  return (
    <>
      <PageHeader title={t("title")} />
      <SearchInput key="query" size="lg" maxLength={200} label={t("placeholder")} initial={asked.query} onSearch={(query) => go({ query }, true)} className={classes.query ?? ""} />
      <Narrow asked={asked} go={go} />
      {asked.meeting_id && (
        <Button variant="subtle" mb="sm" onClick={() => go({ meeting_id: "" })}>
          {t("all_meetings")}
        </Button>
      )}
      {asked.query === "" ? (
        <EmptyState title={t("empty_title")} detail={t("hint")} />
      ) : (
        <Loadable query={found}>
          {(list) => (
            <>
              {list.total === 0 && <EmptyState title={t("none", { query: asked.query })} detail={t("hint")} />}
              {list.total > 0 && (
                <ul className={classes.list} aria-busy={found.isPlaceholderData} data-testid="found">
                  {list.items.map((row) => (
                    <FoundLine key={`${row.source}:${row.id}`} found={row} full />
                  ))}
                </ul>
              )}
              {list.total > 0 && <Pager page={list} onPage={(next) => go({ page: String(next) })} />}
            </>
          )}
        </Loadable>
      )}
    </>
  );
}
