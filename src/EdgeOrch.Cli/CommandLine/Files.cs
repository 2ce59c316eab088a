namespace EdgeOrch.Cli.CommandLine;

/// <summary>Reads the operator's files whole, up to a limit.</summary>
internal static class Files
{
    public const int MaxPemBytes = 1024 * 1024;

    /// <exception cref="CliException">It cannot be read or is above <paramref name="limit"/> bytes.</exception>
    public static byte[] Read(string file, int limit, string what)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return Read(stream, limit, $"{what} \"{file}\"");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CliException($"{what} \"{file}\": no such file", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CliException($"{what} \"{file}\": {e.Message}", e);
        }
    }

    /// <exception cref="CliException">It is above <paramref name="limit"/> bytes.</exception>
    public static byte[] Read(Stream stream, int limit, string what)
    {
        using var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (stream.Read(buffer) is > 0 and var read)
        {
            content.Write(buffer, 0, read);
            if (content.Length > limit) throw new CliException($"{what}: the limit is {limit} bytes");
        }

        return content.ToArray();
    }
}
