// The icons we use, by name, from one set; what is not named here is not shipped.

export {
  ArrowDown, ArrowLeft, ArrowRight, Bell, Calendar as CalendarIcon, Check, CircleCheck, CircleCheckFilled, CircleClose, Clock, Close, Delete, Document, Download,
  EditPen, FolderChecked, FullScreen, Hide, InfoFilled, Loading, Location, Lock, Menu as MenuIcon, Minus, MoreFilled, Phone, Plus, Printer, RefreshLeft, RefreshRight,
  Remove, Search, Timer as Hourglass, Upload, User, VideoPause, View, WarningFilled,
} from '@element-plus/icons-vue'
