using EdgeOrch.Cli.CommandLine;

namespace EdgeOrch.Cli.Configuration;

/// <summary>The config file on disk: <c>$EDGEORCH_CONFIG</c>, or <c>edgeorch/config.json</c> under <c>$XDG_CONFIG_HOME</c> or <c>~/.config</c>.</summary>
internal sealed class ConfigStore(Func<string, string?> environment)
{
    private const int MaxBytes = 1024 * 1024;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string FilePath { get; } = Path.GetFullPath(Locate(environment));

    /// <summary>The config; empty when there is no file yet.</summary>
    /// <exception cref="CliException">The file cannot be read or breaks a rule.</exception>
    public CliConfig Load()
    {
        try
        {
            if (!File.Exists(FilePath)) return CliConfig.Empty;
            var length = new FileInfo(FilePath).Length;
            if (length > MaxBytes) throw new CliException($"config file \"{FilePath}\": {length} bytes, the limit is {MaxBytes}");
            return ConfigJson.Parse(File.ReadAllBytes(FilePath), FilePath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"config file \"{FilePath}\": {e.Message}", e);
        }
    }

    /// <summary>Replaces the file in one step; only its owner may read it, for it can hold tokens.</summary>
    /// <exception cref="CliException">It cannot be written.</exception>
    public void Save(CliConfig config)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
            var beside = $"{FilePath}.{Environment.ProcessId}.new";
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
            using (var stream = new FileStream(beside, options))
            {
                stream.Write(ConfigJson.Write(config));
                stream.Flush(flushToDisk: true);
            }

            File.Move(beside, FilePath, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"config file \"{FilePath}\": {e.Message}", e);
        }
    }

    private static string Locate(Func<string, string?> environment)
    {
        if (environment("EDGEORCH_CONFIG") is { Length: > 0 } file) return file;
        var home = environment("HOME") is { Length: > 0 } h ? h : "/";
        var folder = environment("XDG_CONFIG_HOME") is { Length: > 0 } xdg ? xdg : Path.Combine(home, ".config");
        return Path.Combine(folder, "edgeorch", "config.json");
    }
}
