import { Button } from "@mantine/core";
import { Component, type ReactNode } from "react";
import { Link, isRouteErrorResponse, useRouteError } from "react-router";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/kit/States";
import { useTitle } from "./title";

/** What a person sees when a screen breaks: the data are safe, reload. */
function Crashed() {
  const { t } = useTranslation();
  return (
    <EmptyState
      title={t("crash.title")}
      detail={t("crash.detail")}
      action={<Button onClick={() => window.location.reload()}>{t("crash.reload")}</Button>}
    />
  );
}

/** Route-level error face: a page that does not exist, or a screen that broke. */
export function RouteError() {
  const error = useRouteError();
  return isRouteErrorResponse(error) && error.status === 404 ? <NoSuchPage /> : <Crashed />;
}

export function NoSuchPage() {
  const { t } = useTranslation();
  useTitle(t("crash.lost_title"));
  return (
    <EmptyState
      title={t("crash.lost_title")}
      detail={t("crash.lost_detail")}
      action={
        <Button component={Link} to="/">
          {t("act.home")}
        </Button>
      }
    />
  );
}

interface ErrorBoundaryProps {
  children: ReactNode;
  fallback?: ReactNode;
}

/** Keeps a broken part from taking the whole screen with it. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    return this.state.broken ? (this.props.fallback ?? <Crashed />) : this.props.children;
  }
}
