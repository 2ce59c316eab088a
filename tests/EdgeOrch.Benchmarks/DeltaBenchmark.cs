using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using EdgeOrch.Contracts;
using EdgeOrch.Images.Deltas;
using EdgeOrch.Images.Layers;

namespace EdgeOrch.Benchmarks;

/// <summary>One update of a layer as a delta: its size, and the time to make it and to apply it.</summary>
internal static class DeltaBenchmark
{
    /// <summary>Makes the delta between two uncompressed tars, applies it to the first one unpacked, and checks that the second comes out.</summary>
    public static void Run(string oldTar, string newTar)
    {
        var folder = Directory.CreateTempSubdirectory("edgeorch-benchmark.").FullName;
        try
        {
            using var before = File.OpenRead(oldTar);
            using var after = File.OpenRead(newTar);
            var oldId = Digest.FromHash(SHA256.HashData(before));
            var layer = Directory.CreateDirectory(Path.Combine(folder, "layer")).FullName;
            var headers = Path.Combine(folder, "headers");
            before.Position = 0;
            var listing = new HeaderListing();
            LayerUnpacker.Unpack(before, layer, oldId, headers: listing);
            using (var file = File.Create(headers)) listing.Write(file);
            using var delta = new MemoryStream();
            var clock = Stopwatch.StartNew();
            var header = DeltaEncoder.Encode([new DeltaBase(oldId, before)], after, delta);
            var making = clock.Elapsed;
            delta.Position = 0;
            clock.Restart();
            using var folders = new LayerFolders([layer], [headers]);
            using var made = DeltaStream.Open(DeltaHeader.Read(delta), delta, folders);
            if (Digest.FromHash(SHA256.HashData(made)) != header.Target) throw new InvalidDataException("another layer came out");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"delta {delta.Length} {making.TotalSeconds:0.00} {clock.Elapsed.TotalSeconds:0.00}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
