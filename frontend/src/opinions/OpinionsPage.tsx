import { Button, SegmentedControl, Select } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { useOpinions, type OpinionLine, type OpinionScope, type OpinionStatus } from "@/api/opinions";
import { useMay, useUser } from "@/api/session";
import { OnlyFor } from "@/app/OnlyFor";
import { moment } from "@/kit/dates";
import { PageHeader } from "@/kit/PageHeader";
import { Pager } from "@/kit/Pager";
import { SearchInput } from "@/kit/SearchInput";
import { EmptyState, Loadable } from "@/kit/States";
import list from "@/meetings/MeetingsPage.module.css";
import { MemberTag, OpinionStatusTag } from "./OpinionTags";
import classes from "./Opinions.module.css";

const SCOPES = ["waiting", "answered", "to_approve", "all"] as const satisfies readonly OpinionScope[];
const STATUSES = ["draft", "submitted", "returned", "open", "closed", "recalled"] as const satisfies readonly OpinionStatus[];

function useListAddress() {
  const [search, setSearch] = useSearchParams();
  const mayAsk = useMay("create_meeting");
  const scope: OpinionScope = SCOPES.find((one) => one === search.get("scope")) ?? (mayAsk ? "all" : "waiting");
  const status = STATUSES.find((one) => one === search.get("status"));
  const query = search.get("query") ?? "";
  const page = Math.max(1, Number(search.get("page")) || 1);
  const go = (change: Record<string, string>, replace = false) => {
    const next = { scope, status: status ?? "", query, page: "1", ...change };
    setSearch(Object.fromEntries(Object.entries(next).filter(([name, value]) => value && !(name === "page" && value === "1"))), { replace });
  };
  return { scope, status, query, page, go };
}

function Line({ line }: { line: OpinionLine }) {
  const { t } = useTranslation("opinions");
  const counted = line.sent_at ? t("list.answered", { answered: line.answered, members: line.members }) : t("list.members", { count: line.members });
  return (
    <li className={classes.line}>
      <div className={list.what}>
        <Link to={`/opinions/${line.id}`} className={list.title}>
          {line.title}
        </Link>
        <span className={list.facts}>{[line.unit_name, t("due", { moment: moment(line.due_at) }), counted].join(" · ")}</span>
      </div>
      <div className={classes.tags}>
        {line.my_status && line.status === "open" && <MemberTag status={line.my_status} />}
        <OpinionStatusTag status={line.status} />
      </div>
    </li>
  );
}

function Tools({ scope, status, query, go }: Omit<ReturnType<typeof useListAddress>, "page">) {
  const { t } = useTranslation("opinions");
  return (
    <div className={list.tools}>
      <SegmentedControl
        aria-label={t("list.scope")}
        value={scope}
        onChange={(value) => go({ scope: value })}
        data={SCOPES.map((value) => ({ value, label: t(`list.scope_${value}`) }))}
        className={list.scopes ?? ""}
      />
      <SearchInput label={t("list.search")} initial={query} onSearch={(value) => go({ query: value }, true)} className={list.search ?? ""} />
      <Select
        aria-label={t("list.status")}
        placeholder={t("list.status")}
        clearable
        value={status ?? null}
        onChange={(value) => go({ status: value ?? "" })}
        data={STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))}
        w={180}
      />
    </div>
  );
}

function Opinions() {
  const { t } = useTranslation("opinions");
  const { page, ...address } = useListAddress();
  const { scope, status, query, go } = address;
  const opinions = useOpinions({ scope, status, query, page });
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        actions={
          useMay("create_meeting") && (
            <Button component={Link} to="/opinions/new" variant="filled" leftSection={<IconPlus size={18} aria-hidden />}>
              {t("list.new")}
            </Button>
          )
        }
      />
      <Tools {...address} />
      <Loadable query={opinions}>
        {(found) => (
          <>
            {found.items.length === 0 && <EmptyState title={t(query ? "list.none_found" : `list.none_${scope}`, { query })} detail={t("list.none_detail")} />}
            {found.items.length > 0 && (
              <ul className={list.list} aria-busy={opinions.isPlaceholderData}>
                {found.items.map((line) => (
                  <Line key={line.id} line={line} />
                ))}
              </ul>
            )}
            {found.total > 0 && <Pager page={found} onPage={(next) => go({ page: String(next) })} />}
          </>
        )}
      </Loadable>
    </>
  );
}

/** Written opinions: those that wait for one's own answer, and all that one may see. */
export default function OpinionsPage() {
  return useUser().person ? <Opinions /> : <OnlyFor who="people" />;
}
