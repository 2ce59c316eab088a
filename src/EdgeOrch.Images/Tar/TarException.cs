namespace EdgeOrch.Images.Tar;

/// <summary>A tar that is refused; the codes begin with <c>tar-</c>.</summary>
public sealed class TarException(string code, string message) : ImageException(code, message);
