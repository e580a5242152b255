/** All that packages of Go's standard library export (of Go 1.19, which all newer ones keep), by the package's name. */
const NAMES: Readonly<Record<string, string>> = {
  strings:
    'Builder Clone Compare Contains ContainsAny ContainsRune Count Cut EqualFold Fields FieldsFunc HasPrefix ' +
    'HasSuffix Index IndexAny IndexByte IndexFunc IndexRune Join LastIndex LastIndexAny LastIndexByte ' +
    'LastIndexFunc Map NewReader NewReplacer Reader Repeat Replace ReplaceAll Replacer Split SplitAfter ' +
    'SplitAfterN SplitN Title ToLower ToLowerSpecial ToTitle ToTitleSpecial ToUpper ToUpperSpecial ' +
    'ToValidUTF8 Trim TrimFunc TrimLeft TrimLeftFunc TrimPrefix TrimRight TrimRightFunc TrimSpace TrimSuffix',
  strconv:
    'AppendBool AppendFloat AppendInt AppendQuote AppendQuoteRune AppendQuoteRuneToASCII ' +
    'AppendQuoteRuneToGraphic AppendQuoteToASCII AppendQuoteToGraphic AppendUint Atoi CanBackquote ErrRange ' +
    'ErrSyntax FormatBool FormatComplex FormatFloat FormatInt FormatUint IntSize IsGraphic IsPrint Itoa ' +
    'NumError ParseBool ParseComplex ParseFloat ParseInt ParseUint Quote QuoteRune QuoteRuneToASCII ' +
    'QuoteRuneToGraphic QuoteToASCII QuoteToGraphic QuotedPrefix Unquote UnquoteChar',
  fmt:
    'Append Appendf Appendln Errorf Formatter Fprint Fprintf Fprintln Fscan Fscanf Fscanln GoStringer Print ' +
    'Printf Println Scan ScanState Scanf Scanln Scanner Sprint Sprintf Sprintln Sscan Sscanf Sscanln State ' +
    'Stringer',
  os:
    'Args Chdir Chmod Chown Chtimes Clearenv Create CreateTemp DevNull DirEntry DirFS Environ ErrClosed ' +
    'ErrDeadlineExceeded ErrExist ErrInvalid ErrNoDeadline ErrNotExist ErrPermission ErrProcessDone ' +
    'Executable Exit Expand ExpandEnv File FileInfo FileMode FindProcess Getegid Getenv Geteuid Getgid ' +
    'Getgroups Getpagesize Getpid Getppid Getuid Getwd Hostname Interrupt IsExist IsNotExist IsPathSeparator ' +
    'IsPermission IsTimeout Kill Lchown Link LinkError LookupEnv Lstat Mkdir MkdirAll MkdirTemp ModeAppend ' +
    'ModeCharDevice ModeDevice ModeDir ModeExclusive ModeIrregular ModeNamedPipe ModePerm ModeSetgid ' +
    'ModeSetuid ModeSocket ModeSticky ModeSymlink ModeTemporary ModeType NewFile NewSyscallError O_APPEND ' +
    'O_CREATE O_EXCL O_RDONLY O_RDWR O_SYNC O_TRUNC O_WRONLY Open OpenFile PathError PathListSeparator ' +
    'PathSeparator Pipe ProcAttr Process ProcessState ReadDir ReadFile Readlink Remove RemoveAll Rename ' +
    'SEEK_CUR SEEK_END SEEK_SET SameFile Setenv Signal StartProcess Stat Stderr Stdin Stdout Symlink ' +
    'SyscallError TempDir Truncate Unsetenv UserCacheDir UserConfigDir UserHomeDir WriteFile',
  errors: 'As Is New Unwrap',
  time:
    'ANSIC After AfterFunc April August Date December Duration February FixedZone Friday Hour January July ' +
    'June Kitchen Layout LoadLocation LoadLocationFromTZData Local Location March May Microsecond Millisecond ' +
    'Minute Monday Month Nanosecond NewTicker NewTimer November Now October Parse ParseDuration ParseError ' +
    'ParseInLocation RFC1123 RFC1123Z RFC3339 RFC3339Nano RFC822 RFC822Z RFC850 RubyDate Saturday Second ' +
    'September Since Sleep Stamp StampMicro StampMilli StampNano Sunday Thursday Tick Ticker Time Timer ' +
    'Tuesday UTC Unix UnixDate UnixMicro UnixMilli Until Wednesday Weekday',
  sort:
    'Find Float64Slice Float64s Float64sAreSorted IntSlice Interface Ints IntsAreSorted IsSorted Reverse ' +
    'Search SearchFloat64s SearchInts SearchStrings Slice SliceIsSorted SliceStable Sort Stable StringSlice ' +
    'Strings StringsAreSorted',
  bytes:
    'Buffer Compare Contains ContainsAny ContainsRune Count Cut Equal EqualFold ErrTooLarge Fields FieldsFunc ' +
    'HasPrefix HasSuffix Index IndexAny IndexByte IndexFunc IndexRune Join LastIndex LastIndexAny ' +
    'LastIndexByte LastIndexFunc Map MinRead NewBuffer NewBufferString NewReader Reader Repeat Replace ' +
    'ReplaceAll Runes Split SplitAfter SplitAfterN SplitN Title ToLower ToLowerSpecial ToTitle ToTitleSpecial ' +
    'ToUpper ToUpperSpecial ToValidUTF8 Trim TrimFunc TrimLeft TrimLeftFunc TrimPrefix TrimRight ' +
    'TrimRightFunc TrimSpace TrimSuffix',
  bufio:
    'ErrAdvanceTooFar ErrBadReadCount ErrBufferFull ErrFinalToken ErrInvalidUnreadByte ErrInvalidUnreadRune ' +
    'ErrNegativeAdvance ErrNegativeCount ErrTooLong MaxScanTokenSize NewReadWriter NewReader NewReaderSize ' +
    'NewScanner NewWriter NewWriterSize ReadWriter Reader ScanBytes ScanLines ScanRunes ScanWords Scanner ' +
    'SplitFunc Writer',
  io:
    'ByteReader ByteScanner ByteWriter Closer Copy CopyBuffer CopyN Discard EOF ErrClosedPipe ErrNoProgress ' +
    'ErrShortBuffer ErrShortWrite ErrUnexpectedEOF LimitReader LimitedReader MultiReader MultiWriter ' +
    'NewSectionReader NopCloser Pipe PipeReader PipeWriter ReadAll ReadAtLeast ReadCloser ReadFull ' +
    'ReadSeekCloser ReadSeeker ReadWriteCloser ReadWriteSeeker ReadWriter Reader ReaderAt ReaderFrom ' +
    'RuneReader RuneScanner SectionReader SeekCurrent SeekEnd SeekStart Seeker StringWriter TeeReader ' +
    'WriteCloser WriteSeeker WriteString Writer WriterAt WriterTo',
  log:
    'Default Fatal Fatalf Fatalln Flags LUTC Ldate Llongfile Lmicroseconds Lmsgprefix Logger Lshortfile ' +
    'LstdFlags Ltime New Output Panic Panicf Panicln Prefix Print Printf Println SetFlags SetOutput SetPrefix ' +
    'Writer',
  math:
    'Abs Acos Acosh Asin Asinh Atan Atan2 Atanh Cbrt Ceil Copysign Cos Cosh Dim E Erf Erfc Erfcinv Erfinv Exp ' +
    'Exp2 Expm1 FMA Float32bits Float32frombits Float64bits Float64frombits Floor Frexp Gamma Hypot Ilogb Inf ' +
    'IsInf IsNaN J0 J1 Jn Ldexp Lgamma Ln10 Ln2 Log Log10 Log10E Log1p Log2 Log2E Logb Max MaxFloat32 ' +
    'MaxFloat64 MaxInt MaxInt16 MaxInt32 MaxInt64 MaxInt8 MaxUint MaxUint16 MaxUint32 MaxUint64 MaxUint8 Min ' +
    'MinInt MinInt16 MinInt32 MinInt64 MinInt8 Mod Modf NaN Nextafter Nextafter32 Phi Pi Pow Pow10 Remainder ' +
    'Round RoundToEven Signbit Sin Sincos Sinh SmallestNonzeroFloat32 SmallestNonzeroFloat64 Sqrt Sqrt2 SqrtE ' +
    'SqrtPhi SqrtPi Tan Tanh Trunc Y0 Y1 Yn',
  path: 'Base Clean Dir ErrBadPattern Ext IsAbs Join Match Split',
  filepath:
    'Abs Base Clean Dir ErrBadPattern EvalSymlinks Ext FromSlash Glob HasPrefix IsAbs Join ListSeparator ' +
    'Match Rel Separator SkipDir Split SplitList ToSlash VolumeName Walk WalkDir WalkFunc',
  regexp: 'Compile CompilePOSIX Match MatchReader MatchString MustCompile MustCompilePOSIX QuoteMeta Regexp',
  context:
    'Background CancelFunc Canceled Context DeadlineExceeded TODO WithCancel WithDeadline WithTimeout ' + 'WithValue',
  sync: 'Cond Locker Map Mutex NewCond Once Pool RWMutex WaitGroup',
};

/** What a package exports; none for one that is not known. */
export function exportedBy(name: string): readonly string[] {
  return Object.hasOwn(NAMES, name) ? (NAMES[name] ?? '').split(' ') : [];
}
