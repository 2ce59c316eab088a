using CsCheck;
using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Contracts.Tests.Messages;

public sealed class BlobChunkTests
{
    [Fact]
    public void Encode_Chunk_IsTheOffsetBigEndianAndTheBytes() =>
        Assert.Equal([0, 0, 0, 1, 0x2A, 5, 0xF2, 0, 7, 8], BlobChunk.Encode(5_000_000_000, [7, 8]));

    [Fact]
    public void TryDecode_WhatEncodeWrote_IsTheSame() => Gen.Select(Gen.Long[0, long.MaxValue], Gen.Byte.Array[0, 300]).Sample((offset, bytes) =>
        BlobChunk.TryDecode(BlobChunk.Encode(offset, bytes), out var readOffset, out var read) && readOffset == offset && read.Span.SequenceEqual(bytes));

    [Fact]
    public void TryDecode_LargestChunk_IsReadAndOneByteMoreIsNot()
    {
        var chunk = BlobChunk.Encode(0, new byte[Limits.ChunkBytes]);

        Assert.True(BlobChunk.TryDecode(chunk, out _, out var bytes));
        Assert.Equal(Limits.ChunkBytes, bytes.Length);
        Assert.False(BlobChunk.TryDecode((byte[])[.. chunk, 0], out _, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => BlobChunk.Encode(0, new byte[Limits.ChunkBytes + 1]));
    }

    [Fact]
    public void TryDecode_HeaderCutShort_IsRefused()
    {
        for (var length = 0; length < BlobChunk.HeaderBytes; length++) Assert.False(BlobChunk.TryDecode(new byte[length], out _, out _));
        Assert.True(BlobChunk.TryDecode(new byte[BlobChunk.HeaderBytes], out _, out var bytes));
        Assert.True(bytes.IsEmpty);
    }

    [Fact]
    public void TryDecode_ForeignBytes_AreRefusedOrHaveAnOffsetThatIsNotNegative() => Gen.Byte.Array[0, 40].Sample(foreign =>
    {
        var read = BlobChunk.TryDecode(foreign, out var offset, out var bytes);
        Assert.Equal(foreign.Length >= BlobChunk.HeaderBytes && foreign[0] < 0x80, read);
        if (read) Assert.Equal((true, foreign.Length - BlobChunk.HeaderBytes), (offset >= 0, bytes.Length));
    });

    [Fact]
    public void Encode_NegativeOffset_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => BlobChunk.Encode(-1, [1]));
}
