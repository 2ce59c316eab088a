namespace EdgeOrch.Containers.Init;

/// <summary>Execution domains of personality(2), by their names in config.json.</summary>
internal static class Personality
{
    private const int Linux32 = 8;

    /// <summary>The number, or -1 when there is no such domain.</summary>
    public static int NumberOf(string domain) => domain switch { "LINUX" => 0, "LINUX32" => Linux32, _ => -1 };
}
