import { MantineProvider } from "@mantine/core";
import { DatesProvider } from "@mantine/dates";
import { ModalsProvider } from "@mantine/modals";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { RouterProvider } from "react-router/dom";
import { queryClient } from "@/api/queryClient";
import { cssVariables } from "@/kit/theme";
import { ErrorBoundary } from "./ErrorBoundary";
import { router } from "./router";
import { useWordedTheme } from "./useWordedTheme";

/** The whole application. */
export function App() {
  const { i18n } = useTranslation();
  const theme = useWordedTheme();
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="light">
      <QueryClientProvider client={queryClient}>
        <DatesProvider settings={{ locale: i18n.language, firstDayOfWeek: 1 }}>
          <ModalsProvider>
            <Notifications position="top-center" limit={3} />
            <ErrorBoundary>
              <RouterProvider router={router} />
            </ErrorBoundary>
          </ModalsProvider>
        </DatesProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}
