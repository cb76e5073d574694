import { Outlet, useLocation } from "react-router";
import { WaitingBar } from "@/offline/WaitingBar";
import { OfflineBar } from "./OfflineBar";

/** Screens of the meeting itself say on their own that the line is lost and what waits for it: tablet, console, site. */
const MEETING_SCREEN = /^\/meetings\/(?!new$)[^/]+(\/(console|site))?$/;

/** What is above every screen. */
export function Root() {
  const { pathname } = useLocation();
  return (
    <>
      {!MEETING_SCREEN.test(pathname) && (
        <>
          <OfflineBar />
          <WaitingBar />
        </>
      )}
      <Outlet />
    </>
  );
}
