"""Reads the registry: below HKEY_LOCAL_MACHINE and, where the name says so, below HKEY_CURRENT_USER."""

import sys

if sys.platform == "win32":  # pragma: no cover - the suite runs on Linux; the packaged tests run this branch
    import winreg

    def get_value(key: str, name: str) -> str | int:
        """Return a text or a number. Raises OSError when the key or the value is missing, or of another type."""
        return _value(winreg.HKEY_LOCAL_MACHINE, key, name)

    def get_user_value(key: str, name: str) -> str | int:
        """Return the same of the user's own settings. Raises OSError."""
        return _value(winreg.HKEY_CURRENT_USER, key, name)

    def _value(root: int, key: str, name: str) -> str | int:
        with winreg.OpenKey(root, key) as opened:
            value, _ = winreg.QueryValueEx(opened, name)
        if not isinstance(value, (str, int)):
            raise OSError(f"{key} {name} is of another type")
        return value

    def get_values(key: str) -> tuple[str, ...]:
        """Return the texts of all values of a key; none when the key is missing. Raises OSError."""
        try:
            opened = winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key)
        except FileNotFoundError:
            return ()
        with opened:
            count = winreg.QueryInfoKey(opened)[1]
            values = [winreg.EnumValue(opened, index)[1] for index in range(count)]
        return tuple(value for value in values if isinstance(value, str))

else:

    def get_value(key: str, name: str) -> str | int:
        """There is no registry. Raises OSError."""
        raise OSError(f"no registry: {key} {name}")

    def get_user_value(key: str, name: str) -> str | int:
        """There is no registry. Raises OSError."""
        raise OSError(f"no registry: {key} {name}")

    def get_values(key: str) -> tuple[str, ...]:
        """There is no registry. Raises OSError."""
        raise OSError(f"no registry: {key}")
