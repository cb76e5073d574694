import type { ComponentType } from "react";
import { createBrowserRouter, type RouteObject } from "react-router";
import { SignInPage } from "@/home/SignInPage";
import { TodayPage } from "@/home/TodayPage";
import { LoadingState } from "@/kit/States";
import { DeskLayout } from "./DeskLayout";
import { NoSuchPage, RouteError } from "./ErrorBoundary";
import { Root } from "./Root";
import { SignedIn, SignedOut } from "./guard";

type PageModule = () => Promise<{ default: ComponentType }>;

function lazyPage(path: string, load: PageModule): RouteObject {
  return { path, lazy: async () => ({ Component: (await load()).default }), errorElement: <RouteError /> };
}

/** Screens of the meeting itself fill the whole window; they live in src/meeting. */
const FULL_SCREEN: RouteObject[] = [
  lazyPage("/meetings/:id", () => import("@/meeting/TabletPage")),
  lazyPage("/meetings/:id/console", () => import("@/meeting/ConsolePage")),
  lazyPage("/meetings/:id/site", () => import("@/meeting/SitePage")),
  lazyPage("/meetings/:id/seats", () => import("@/seating/SeatsPage")),
  lazyPage("/library/papers/:id", () => import("@/library/OwnPaperPage")),
  lazyPage("/opinions/:id/papers/:paper", () => import("@/opinions/OpinionPaperPage")),
  lazyPage("/meetings/:id/prepare", () => import("@/prepare/PreparePage")),
  lazyPage("/offline/:document", () => import("@/offline/papers/KeptReaderPage")),
];

const DESK: RouteObject[] = [
  { path: "/", Component: TodayPage, errorElement: <RouteError /> },
  lazyPage("/meetings", () => import("@/meetings/MeetingsPage")),
  lazyPage("/search", () => import("@/search/SearchPage")),
  lazyPage("/calendar", () => import("@/calendar/CalendarPage")),
  lazyPage("/statistics", () => import("@/statistics/StatisticsPage")),
  lazyPage("/library", () => import("@/library/LibraryPage")),
  lazyPage("/opinions", () => import("@/opinions/OpinionsPage")),
  lazyPage("/opinions/new", () => import("@/opinions/OpinionEditPage")),
  lazyPage("/opinions/:id", () => import("@/opinions/OpinionPage")),
  lazyPage("/opinions/:id/edit", () => import("@/opinions/OpinionEditPage")),
  lazyPage("/duties", () => import("@/duties/DutiesPage")),
  lazyPage("/unit-invitations", () => import("@/meetings/UnitInvitationsPage")),
  lazyPage("/meetings/new", () => import("@/meetings/NewMeetingPage")),
  lazyPage("/meetings/:id/after", () => import("@/after/AfterPage")),
  lazyPage("/mailbox", () => import("@/mailbox/MailboxPage")),
  lazyPage("/mailbox/:name", () => import("@/mailbox/MailboxPage")),
  lazyPage("/admin", () => import("@/admin/AdminPage")),
  lazyPage("/admin/:section", () => import("@/admin/AdminPage")),
  lazyPage("/guides", () => import("@/guides/GuidesPage")),
  lazyPage("/guides/:role", () => import("@/guides/GuidesPage")),
  lazyPage("/offline", () => import("@/offline/papers/OfflinePage")),
  lazyPage("/account", () => import("@/profile/ProfilePage")),
];

export const router = createBrowserRouter([
  {
    Component: Root,
    HydrateFallback: LoadingState,
    errorElement: <RouteError />,
    children: [
      { Component: SignedOut, children: [{ path: "/sign-in", Component: SignInPage }] },
      lazyPage("/trust", () => import("@/trust/TrustPage")),
      lazyPage("/pair", () => import("@/pair/PairPage")),
      { Component: SignedIn, children: [...FULL_SCREEN, { Component: DeskLayout, children: DESK }] },
      { path: "*", Component: NoSuchPage },
    ],
  },
]);
