using EdgeOrch.Images.Tar;

namespace EdgeOrch.Images.Trees;

/// <summary>Takes the entries of a tree, folders before what is in them.</summary>
internal interface ITreeTarget
{
    /// <summary>Takes one entry.</summary>
    /// <param name="entry">What it is.</param>
    /// <param name="data">A file's data; nothing for others.</param>
    void Add(TarEntry entry, ReadData data);
}

/// <summary>Reads on; 0 at the end.</summary>
internal delegate int ReadData(Span<byte> buffer);
