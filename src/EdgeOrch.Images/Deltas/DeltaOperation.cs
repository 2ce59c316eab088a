namespace EdgeOrch.Images.Deltas;

/// <summary>The first byte of each operation, see <see cref="DeltaHeader"/>.</summary>
internal static class DeltaOperation
{
    public const int End = 0;
    public const int Literal = 1;
    public const int Open = 2;
    public const int Copy = 3;
}
