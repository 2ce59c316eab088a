namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>A text that goes beyond what is accepted as YAML here; never leaves <see cref="YamlTree"/>.</summary>
internal sealed class YamlRefusedException(string code, string message, int line) : Exception(message)
{
    public string Code { get; } = code;

    public int Line { get; } = line;
}
