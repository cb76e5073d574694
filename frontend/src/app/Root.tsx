import { Outlet } from "react-router";
import { OfflineBar } from "./OfflineBar";

/** What is above every screen. */
export function Root() {
  return (
    <>
      <OfflineBar />
      <Outlet />
    </>
  );
}
