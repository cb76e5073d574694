import { IconMail } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, useParams } from "react-router";
import { useLetters, type LetterRow } from "@/api/mailbox";
import { useMay } from "@/api/session";
import { OnlyFor } from "@/app/OnlyFor";
import { moment } from "@/kit/dates";
import { PageHeader } from "@/kit/PageHeader";
import { Pager } from "@/kit/Pager";
import { SearchInput } from "@/kit/SearchInput";
import { EmptyState, Loadable } from "@/kit/States";
import { LetterView } from "./LetterView";
import classes from "./MailboxPage.module.css";

function LetterLink({ letter }: { letter: LetterRow }) {
  return (
    <li>
      <NavLink to={`/mailbox/${encodeURIComponent(letter.name)}`} className={classes.link ?? ""}>
        <span className={classes.top}>
          <span className={classes.to}>{letter.to_name}</span>
          <span className={classes.fact}>{letter.date && moment(letter.date)}</span>
        </span>
        <span>{letter.subject}</span>
        <span className={classes.fact}>{letter.to}</span>
      </NavLink>
    </li>
  );
}

function LetterList() {
  const { t } = useTranslation();
  const [{ query, page }, setAt] = useState({ query: "", page: 1 });
  const letters = useLetters(query, page);
  return (
    <div className={classes.side}>
      <SearchInput label={t("admin:mailbox.search")} onSearch={(value) => setAt({ query: value, page: 1 })} mb="sm" />
      <Loadable query={letters}>
        {(list) => (
          <>
            <ul className={classes.list}>
              {list.items.map((letter) => (
                <LetterLink key={letter.name} letter={letter} />
              ))}
            </ul>
            {list.total === 0 ? (
              <EmptyState title={t("admin:mailbox.none_title")} detail={t("admin:mailbox.none_detail")} />
            ) : (
              <Pager page={list} onPage={(next) => setAt({ query, page: next })} />
            )}
          </>
        )}
      </Loadable>
    </div>
  );
}

/** The letters that the system has sent, as their addressees got them. */
export default function MailboxPage() {
  const { t } = useTranslation();
  const { name } = useParams();
  const maySee = useMay("see_mailbox");
  if (!maySee) return <OnlyFor who="mailbox" />;
  return (
    <div className={classes.page} data-open={name !== undefined}>
      <PageHeader title={t("nav.mailbox")} lead={t("admin:mailbox.lead")} />
      <div className={classes.columns}>
        <LetterList />
        <div className={classes.letter}>
          {name ? (
            <LetterView key={name} name={name} />
          ) : (
            <EmptyState icon={<IconMail size={36} stroke={1.5} aria-hidden />} title={t("admin:mailbox.choose")} />
          )}
        </div>
      </div>
    </div>
  );
}
