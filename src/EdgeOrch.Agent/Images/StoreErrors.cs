using EdgeOrch.Images;

namespace EdgeOrch.Agent.Images;

/// <summary>Names what failed when the disk does.</summary>
internal static class StoreErrors
{
    private const int ENOSPC = 28;
    private const int EDQUOT = 122;

    /// <summary>Runs it; a failure of the file system comes out as <see cref="Describe"/> has it.</summary>
    public static T Guard<T>(string what, Func<T> run)
    {
        try
        {
            return run();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Describe(what, e);
        }
    }

    /// <summary><c>no-space</c> for a full disk or quota, otherwise <c>store-io</c>.</summary>
    public static ImageException Describe(string what, Exception error) =>
        new(error.HResult is ENOSPC or EDQUOT ? "no-space" : "store-io", $"image store: {what}: {error.Message}", error);
}
