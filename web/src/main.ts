import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { i18n, setLanguage } from './app/i18n'
import { storedLanguage } from './app/prefs'
import { createAppRouter } from './app/router'
import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'
import './styles/element.css'
import './styles/print.css'

async function start() {
  await setLanguage(storedLanguage())
  createApp(App).use(createPinia()).use(i18n).use(createAppRouter()).mount('#app')
}

void start()
