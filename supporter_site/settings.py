"""Settings: one file, read from the environment, safe where nothing is said.

`.env.example` lists every variable. One switch, ALONGSIDE_HTTPS, decides everything that depends on a
secure connection: cookies, HSTS and the redirect.
"""

from importlib.resources import files
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from supporter_site import env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
env.load_dotenv(BASE_DIR / ".env")

# The few decisions a host takes -----------------------------------------------------------------------
DEBUG = False
HTTPS = env.flag("ALONGSIDE_HTTPS")
DEMO = env.flag("ALONGSIDE_DEMO")
SECRET_KEY = env.secret("SECRET_KEY")
# Fernet keys for text at rest, newest first. They live outside the database, so a stolen dump is unreadable.
FIELD_KEYS = env.secret("FIELD_KEYS").split(",")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
# Where links in reminders lead; no request tells the sender.
SITE_URL = env.text("SITE_URL", f"https://{ALLOWED_HOSTS[0]}" if HTTPS else "http://localhost:8000").rstrip("/")
LEAVE_URL = env.text("LEAVE_URL", "https://www.weather.gov/")
IDLE_MINUTES = env.number("IDLE_MINUTES", 15, low=5, high=60)
SESSION_HOURS = env.number("SESSION_HOURS", 12, low=1, high=72)
ENABLE_ADMIN = env.flag("ENABLE_ADMIN")
OPEN_SIGNUP = env.flag("OPEN_SIGNUP", True)

if HTTPS and DEMO:
    raise ImproperlyConfigured(
        "ALONGSIDE_DEMO=1 opens a circle without a password; it never runs with ALONGSIDE_HTTPS=1."
    )

# Applications -----------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "tracker",
]
if ENABLE_ADMIN:
    INSTALLED_APPS += ["django.contrib.admin"]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "tracker.base.middleware.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "tracker.base.middleware.CookiesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tracker.people.middleware.SessionAgeMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tracker.entries.middleware.CircleMiddleware",
    "tracker.people.middleware.KeptTextMiddleware",
]

ROOT_URLCONF = "supporter_site.urls"
WSGI_APPLICATION = "supporter_site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tracker.base.context.site",
            ],
            "builtins": ["tracker.templatetags.alongside"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# Database ---------------------------------------------------------------------------------------------
DATABASES = {
    "default": dj_database_url.parse(
        env.text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'alongside.sqlite3'}"),
        conn_max_age=600,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Write-ahead log, write lock taken at BEGIN, a commit that survives a power cut (docs/adr/0003), and what is
    # deleted is overwritten in the file.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 15,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
    }
else:
    # As on SQLite: nobody waits longer than that for a row that somebody else holds.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c lock_timeout=15s")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Rate limits live in the cache, so it has to be one that all worker processes share. It throws away what
# still counts when it is full, so it is far larger than anyone can fill before they are stopped themselves.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "KEY_FUNCTION": "tracker.base.cache.keyed_digest",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

# People -----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "tracker.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email"]},
    },
    {"NAME": "tracker.people.passwords.AppWordsValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/go/today/"
ACCOUNT_ADAPTER = "tracker.signing_in.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
# The place that tries is counted before the account it tries, and one place never gets to the account's limit:
# nobody can lock somebody else out alone (docs/adr/0006).
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "5/5m/ip,20/h/ip,30/h/key",
    "signup": "10/5m/ip,30/h/ip",
    "reset_password": "5/h/ip,10/h/key",
}
MFA_ADAPTER = "tracker.signing_in.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Alongside"
# One code back and one ahead, for slow typing and a clock that is a little off; each counts once all the same.
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "tracker.signing_in.forms.SecondStepForm",
    "reauthenticate": "tracker.signing_in.forms.ConfirmByCodeForm",
    "activate_totp": "tracker.signing_in.forms.AppAddForm",
    "login_webauthn": "tracker.signing_in.forms.PasskeySignInForm",
    "authenticate_webauthn": "tracker.signing_in.forms.PasskeySecondStepForm",
    "reauthenticate_webauthn": "tracker.signing_in.forms.ConfirmByPasskeyForm",
    "add_webauthn": "tracker.signing_in.forms.PasskeyAddForm",
    "edit_webauthn": "tracker.signing_in.forms.PasskeyNameForm",
}
# How many proxies stand in front: X-Forwarded-For is believed for that many, and never otherwise.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0, low=0, high=5)

# Mail: everything goes to the outbox; `manage.py send_due` sends it by the "transport" -----------------
MAIL_DIR = env.text("MAIL_DIR")
SMTP = {
    "BACKEND": "tracker.mail.smtp.SmtpBackend",
    "OPTIONS": {
        "host": env.text("SMTP_HOST", "localhost"),
        "port": env.number("SMTP_PORT", 25, low=1, high=65535),
        "username": env.text("SMTP_USER"),
        "password": env.text("SMTP_PASSWORD"),
        "use_tls": env.flag("SMTP_STARTTLS"),
        "use_ssl": env.flag("SMTP_TLS"),
        "timeout": env.number("SMTP_TIMEOUT", 10, low=1, high=60),
    },
}
FOLDER = {"BACKEND": "tracker.mail.backend.FolderBackend", "OPTIONS": {"folder": str(BASE_DIR / MAIL_DIR)}}
MAILERS = {
    "default": {"BACKEND": "tracker.mail.backend.OutboxBackend"},
    # MAIL_DIR is for trying things out: files in a folder instead of mail.
    "transport": FOLDER if MAIL_DIR else SMTP,
}
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "Alongside <notes@localhost>")

# Time, language, files --------------------------------------------------------------------------------
USE_TZ = True
TIME_ZONE = "America/Chicago"
LANGUAGE_CODE = "en-us"
LANGUAGES = [("en", _("English"))]
# With one language there is nothing to look up; a second one switches this on. (A page asks for a hundred words.)
USE_I18N = len(LANGUAGES) > 1
LOCALE_PATHS = [BASE_DIR / "tracker" / "locale"]
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static"
STATICFILES_DIRS = [("bootstrap", str(files("bootstrap").joinpath("css")))]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "tracker.base.static_files.StaticFiles"},
}
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False

# An uploaded file is a copy of a circle: it stays in memory, and one that is larger is not taken at all.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

# Sessions, cookies, headers ---------------------------------------------------------------------------
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_SERIALIZER = "tracker.base.sessions.SealedJSONSerializer"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
CSRF_COOKIE_AGE = None  # like the session: gone when the browser closes
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "tracker.people.quiet_views.csrf_failure"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS and ALLAUTH_TRUSTED_PROXY_COUNT else None
# no-referrer would break every form over HTTPS in Chromium (Origin: null).
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}

# Logs: who was refused what and when, with the zone; never what somebody wrote --------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"one_line": {"()": "tracker.base.logs.OneLine"}},
    "formatters": {
        "plain": {
            "()": "tracker.base.logs.WithoutWords",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["one_line"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Replaces Django's own handlers, which would mail or print request data.
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # Anyone can send a wrong host name; it is answered with a 400 and needs no trace in the log.
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        "tracker": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
