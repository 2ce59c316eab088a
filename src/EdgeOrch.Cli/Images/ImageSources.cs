using EdgeOrch.Cli.CommandLine;
using EdgeOrch.Images;
using EdgeOrch.Images.Archives;
using EdgeOrch.Images.Layouts;

namespace EdgeOrch.Cli.Images;

/// <summary>Opens what an operator names as an image.</summary>
internal static class ImageSources
{
    /// <exception cref="CliException">It is not there or cannot be read.</exception>
    /// <exception cref="ImageException">It is no layout and no archive.</exception>
    public static IImageSource Open(string path)
    {
        try
        {
            if (Directory.Exists(path)) return LayoutSource.OpenFolder(path);
            return File.Exists(path) ? DockerArchiveSource.Open(path) : throw new CliException($"image \"{path}\": no such file or folder");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"image \"{path}\": {e.Message}", e);
        }
    }

    /// <exception cref="CliException">There is none of that name, or several and none is named.</exception>
    public static SourceImage Choose(IImageSource source, string path, string? name)
    {
        var images = source.Images.Where(i => name is null || i.Reference == name).DistinctBy(i => i.Root.Digest).ToList();
        if (images is [var only]) return only;
        var names = string.Join(", ", source.Images.Select(i => i.Reference ?? i.Root.Digest.ToString()));
        if (source.Images.Count == 0) throw new CliException($"image \"{path}\": holds no image");
        throw new CliException(name is null ? $"image \"{path}\": holds several images, name one with --image: {names}" : $"image \"{path}\": holds no \"{name}\"; it holds {names}");
    }
}
