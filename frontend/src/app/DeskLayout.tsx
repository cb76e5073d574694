import { IconCalendar, IconChartBar, IconChecklist, IconHome2, IconListDetails, IconMail, IconNotebook, IconSettings, IconStarFilled, IconUserCircle } from "@tabler/icons-react";
import { NavLink, Outlet, Link, useLocation } from "react-router";
import { useTranslation } from "react-i18next";
import { useUser } from "@/api/session";
import type { User } from "@/api/types";
import { SearchButton } from "@/search/SearchButton";
import { AccountMenu } from "@/profile/AccountMenu";
import classes from "./DeskLayout.module.css";

type Place = { to: string; word: string; Icon: typeof IconHome2; end?: boolean };

const MOST_TABS = 6;

/** On a phone the account's page leads there when there are too many places. */
const BEHIND_THE_ACCOUNT = ["/library", "/opinions"];

/** The tabs of a phone: who has too many places finds some of them behind the account. */
function tabsOf(places: Place[]): Place[] {
  const tabs = [...places, { to: "/account", word: "nav.account", Icon: IconUserCircle }];
  const isKept = ({ to }: Place, most: number) => !BEHIND_THE_ACCOUNT.slice(0, most).includes(to);
  return tabs.filter((tab) => isKept(tab, tabs.length - MOST_TABS));
}

/** Any of these opens a part of the administration. */
const ADMINISTRATION = ["manage_directory", "see_health", "pair_devices", "manage_rooms", "manage_catalogues"] as const;

function placesFor({ permissions, person }: User): Place[] {
  const may = new Set(permissions);
  return [
    { to: "/", word: "nav.today", Icon: IconHome2, end: true },
    { to: "/meetings", word: "nav.meetings", Icon: IconListDetails },
    { to: "/calendar", word: "nav.calendar", Icon: IconCalendar },
    ...(person ? [{ to: "/opinions", word: "nav.opinions", Icon: IconChecklist }] : []),
    ...(person ? [{ to: "/library", word: "nav.library", Icon: IconNotebook }] : []),
    ...(may.has("see_statistics") ? [{ to: "/statistics", word: "nav.statistics", Icon: IconChartBar }] : []),
    ...(may.has("see_mailbox") ? [{ to: "/mailbox", word: "nav.mailbox", Icon: IconMail }] : []),
    ...(ADMINISTRATION.some((permission) => may.has(permission)) ? [{ to: "/admin", word: "nav.admin", Icon: IconSettings }] : []),
  ];
}

function Places({ places, className }: { places: Place[]; className: string | undefined }) {
  const { t } = useTranslation();
  return (
    <nav className={className} aria-label={t("nav.main")}>
      {places.map(({ to, word, Icon, end }) => (
        <NavLink key={to} to={to} end={end ?? false} className={classes.place ?? ""}>
          <Icon size={22} stroke={1.75} aria-hidden />
          <span>{t(word)}</span>
        </NavLink>
      ))}
    </nav>
  );
}

/** The frame of the desk screens: head with the places one may go, on a phone tabs below. */
export function DeskLayout() {
  const { t } = useTranslation();
  const user = useUser();
  const { pathname } = useLocation();
  const places = placesFor(user);
  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#content">
        {t("nav.skip")}
      </a>
      <header className={classes.head}>
        <Link to="/" className={classes.brand} aria-label={t("app.name")}>
          <span className={classes.mark}>
            <IconStarFilled size={18} aria-hidden />
          </span>
          <span className={classes.brandName}>{t("app.name")}</span>
        </Link>
        <Places places={places} className={classes.places} />
        <SearchButton />
        <AccountMenu user={user} />
      </header>
      <main id="content" className={classes.main} tabIndex={-1}>
        {pathname !== "/search" && <SearchButton wide />}
        <Outlet />
      </main>
      <Places places={tabsOf(places)} className={classes.tabs} />
    </div>
  );
}
