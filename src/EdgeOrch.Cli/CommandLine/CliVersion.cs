using System.Reflection;

namespace EdgeOrch.Cli.CommandLine;

/// <summary>The version of this program.</summary>
internal static class CliVersion
{
    public static string Text { get; } =
        typeof(CliVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
}
