import "@mantine/core/styles.css";
import "@mantine/dates/styles.css";
import "@mantine/notifications/styles.css";
import "dayjs/locale/vi";
import "@/kit/fonts.css";
import "@/kit/tokens.css";
import "@/i18n";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "@/app/App";
import { followVersions } from "@/app/newVersion";
import { keepApplication } from "@/app/serviceWorker";
import { applyTextSize } from "@/app/textSize";

applyTextSize();
followVersions();
keepApplication();

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
