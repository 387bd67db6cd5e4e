// Tries CUDA's mathematical functions and intrinsics on values whose results are known, special ones above all. Prints
// each expression that does not hold, and returns 0 if all do. Runs on a GPU and on the simulated one.
//
//   nvcc -std=c++17 -arch=sm_80 intrinsics.cu && ./a.out
#include <cuda_runtime.h>

#include <cfloat>
#include <climits>
#include <cmath>
#include <cstdio>
#include <type_traits>

#define EXPECT(...) expect(__VA_ARGS__, #__VA_ARGS__, __LINE__, failures)

__device__ void expect(bool holds, const char* expression, int line, int* failures) {
  if (holds) return;
  atomicAdd(failures, 1);
  printf("line %d: %s\n", line, expression);
}

/// Within so many units in the last place of a float, or of a double.
__device__ bool near(float value, double expected, double units) {
  return fabs(value - expected) <= units * 0x1p-23 * fabs(expected);
}
__device__ bool near(double value, double expected, double units) {
  return fabs(value - expected) <= units * 0x1p-52 * fabs(expected);
}
__device__ bool negative_zero(double value) { return value == 0 && signbit(value); }

__device__ bool same(uchar4 a, uchar4 b) { return a.x == b.x && a.y == b.y && a.z == b.z && a.w == b.w; }

static_assert(std::is_same<decltype(min(1, 2)), int>::value, "");
static_assert(std::is_same<decltype(min(1, 2U)), unsigned int>::value, "");
static_assert(std::is_same<decltype(max(1U, 2)), unsigned int>::value, "");
static_assert(std::is_same<decltype(max(1L, 2L)), long>::value, "");
static_assert(std::is_same<decltype(max(1UL, 2L)), unsigned long>::value, "");
static_assert(std::is_same<decltype(min(1LL, 2ULL)), unsigned long long>::value, "");
static_assert(std::is_same<decltype(min(1.0F, 2.0F)), float>::value, "");
static_assert(std::is_same<decltype(min(1.0F, 2.0)), double>::value, "");
static_assert(std::is_same<decltype(max(1.0, 2.0F)), double>::value, "");
static_assert(std::is_same<decltype(abs(-1.0F)), float>::value, "");
static_assert(std::is_same<decltype(sqrt(2.0F)), float>::value, "");

__global__ void try_min_max(int* failures) {
  EXPECT(min(-1, 1) == -1);
  EXPECT(min(-1, 1U) == 1U);
  EXPECT(max(-1, 1U) == 0xffffffffU);
  EXPECT(max(-1L, 1UL) == ULONG_MAX);
  EXPECT(min(-1LL, 2ULL) == 2ULL);
  EXPECT(max(INT_MIN, INT_MAX) == INT_MAX);
  EXPECT(min(NAN, 1.0F) == 1.0F);
  EXPECT(max(1.0F, NAN) == 1.0F);
  EXPECT(isnan(min(NAN, NAN)));
  EXPECT(max(1.5F, 2.5) == 2.5);
  EXPECT(fminf(NAN, -2.0F) == -2.0F);
  EXPECT(fmax(-1e300, 3.0) == 3.0);
  EXPECT(umin(3U, 0x80000000U) == 3U);
  EXPECT(umax(3U, 0x80000000U) == 0x80000000U);
  EXPECT(llmin(LLONG_MIN, 1) == LLONG_MIN);
  EXPECT(llmax(LLONG_MIN, 1) == 1);
  EXPECT(ullmin(ULLONG_MAX, 1) == 1);
  EXPECT(ullmax(ULLONG_MAX, 1) == ULLONG_MAX);
  EXPECT(abs(-3) == 3);
  EXPECT(abs(-2.5F) == 2.5F);
  EXPECT(isnan(NAN) && !isnan(1.0F) && isinf(-INFINITY) && !isinf(FLT_MAX) && isfinite(0.0));
  EXPECT(signbit(-0.0F) && !signbit(0.0));
}

__global__ void try_bits(int* failures) {
  EXPECT(__popc(0) == 0 && __popc(0xffffffffU) == 32 && __popc(0x80000001U) == 2);
  EXPECT(__popcll(0) == 0 && __popcll(~0ULL) == 64 && __popcll(1ULL << 40) == 1);
  EXPECT(__clz(0) == 32 && __clz(1) == 31 && __clz(-1) == 0 && __clz(INT_MIN) == 0);
  EXPECT(__clzll(0) == 64 && __clzll(1) == 63 && __clzll(LLONG_MIN) == 0);
  EXPECT(__ffs(0) == 0 && __ffs(1) == 1 && __ffs(INT_MIN) == 32 && __ffs(-1) == 1);
  EXPECT(__ffsll(0) == 0 && __ffsll(1LL << 40) == 41 && __ffsll(LLONG_MIN) == 64);
  EXPECT(__brev(0) == 0 && __brev(1) == 0x80000000U && __brev(0x12345678U) == 0x1e6a2c48U);
  EXPECT(__brevll(1) == 0x8000000000000000ULL && __brevll(0x123456789abcdef0ULL) == 0x0f7b3d591e6a2c48ULL);
  EXPECT(__byte_perm(0x33221100U, 0x77665544U, 0x7531U) == 0x77553311U);
  EXPECT(__byte_perm(0x33221100U, 0x77665544U, 0x0123U) == 0x00112233U);
  EXPECT(__byte_perm(0x80U, 0, 0x8888U) == 0x80808080U);  // only three bits of each nibble count
  EXPECT(__byte_perm(0x33221100U, 0, 0xabcd0000U) == 0);
  EXPECT(__funnelshift_l(0x80000001U, 0x00000003U, 1) == 0x00000007U);
  EXPECT(__funnelshift_l(1, 2, 0) == 2 && __funnelshift_l(1, 2, 32) == 2 && __funnelshift_l(1, 2, 33) == 4);
  EXPECT(__funnelshift_lc(1, 2, 0) == 2 && __funnelshift_lc(1, 2, 32) == 1 && __funnelshift_lc(1, 2, 99) == 1);
  EXPECT(__funnelshift_r(0x80000001U, 0x00000003U, 1) == 0xc0000000U);
  EXPECT(__funnelshift_r(1, 2, 0) == 1 && __funnelshift_r(1, 2, 32) == 1 && __funnelshift_r(2, 2, 33) == 1);
  EXPECT(__funnelshift_rc(1, 2, 0) == 1 && __funnelshift_rc(1, 2, 32) == 2 && __funnelshift_rc(1, 2, 99) == 2);
  EXPECT(__fns(0xffffffffU, 0, 1) == 0 && __fns(0x10U, 0, 1) == 4 && __fns(0x110U, 0, 2) == 8);
  EXPECT(__fns(0x110U, 31, -1) == 8 && __fns(0x110U, 7, -1) == 4 && __fns(0x110U, 0, 3) == 0xffffffffU);
  EXPECT(__fns(0x110U, 4, 0) == 4 && __fns(0x110U, 5, 0) == 0xffffffffU);
}

__global__ void try_integer_arithmetic(int* failures) {
  EXPECT(__mulhi(INT_MIN, INT_MIN) == 0x40000000 && __mulhi(-1, 1) == -1 && __mulhi(65536, 65536) == 1);
  EXPECT(__umulhi(0xffffffffU, 0xffffffffU) == 0xfffffffeU && __umulhi(0, 5) == 0);
  EXPECT(__mul64hi(LLONG_MIN, LLONG_MIN) == 0x4000000000000000LL && __mul64hi(-1, 1) == -1);
  EXPECT(__umul64hi(ULLONG_MAX, ULLONG_MAX) == ULLONG_MAX - 1);
  EXPECT(__mul24(0x00ffffff, 1) == -1 && __mul24(0x7f000003, 5) == 15 && __mul24(-3, 5) == -15);
  EXPECT(__mul24(0x00800000, 0x00800000) == 0);
  EXPECT(__umul24(0xff000003U, 5) == 15 && __umul24(0xffffffU, 0xffffffU) == 0xfe000001U);
  EXPECT(__sad(INT_MIN, INT_MAX, 1) == 0 && __sad(-3, 4, 10) == 17 && __sad(4, -3, 10) == 17);
  EXPECT(__usad(3, 0xffffffffU, 0) == 0xfffffffcU && __usad(7, 3, 1) == 5);
  EXPECT(__hadd(INT_MAX, INT_MAX) == INT_MAX && __hadd(-1, 0) == -1 && __hadd(INT_MIN, INT_MAX) == -1);
  EXPECT(__rhadd(INT_MAX, INT_MAX) == INT_MAX && __rhadd(-1, 0) == 0 && __rhadd(1, 2) == 2);
  EXPECT(__uhadd(0xffffffffU, 1) == 0x80000000U && __uhadd(1, 2) == 1);
  EXPECT(__urhadd(0xffffffffU, 0xffffffffU) == 0xffffffffU && __urhadd(1, 2) == 2);
  EXPECT(__dp4a(0x01020304, 0x01010101, 5) == 15 && __dp4a(-1, 0x01010101, 0) == -4);
  EXPECT(__dp4a(0xffffffffU, 0xffffffffU, 1U) == 4U * 255U * 255U + 1U);
  EXPECT(__dp4a(make_char4(-128, 1, 2, 3), make_char4(-128, 1, 1, 1), 0) == 16390);
  EXPECT(__dp4a(make_uchar4(255, 0, 0, 1), make_uchar4(2, 9, 9, 3), 1U) == 514U);
  EXPECT(__dp2a_lo(0x0002ffff, 0x7f7f0305, 1) == 2);  // -1 * 5 + 2 * 3 + 1
  EXPECT(__dp2a_hi(0x0002ffff, 0x0305ff7f, 1) == 2);
  EXPECT(__dp2a_lo(0xffffffffU, 0x0000ffffU, 0U) == 2U * 65535U * 255U);
}

__global__ void try_packed(int* failures) {
  EXPECT(__vadd4(0x01ff7f80U, 0x01010180U) == 0x02008000U);
  EXPECT(__vadd2(0xffff0001U, 0x00017fffU) == 0x00008000U);
  EXPECT(__vsub4(0x00017f80U, 0x0101ff01U) == 0xff00807fU);
  EXPECT(__vaddss4(0x7f80ff01U, 0x0180ff02U) == 0x7f80fe03U);
  EXPECT(__vsubss2(0x80007fffU, 0x0001ffffU) == 0x80007fffU);
  EXPECT(__vaddus4(0xff80f001U, 0x01801002U) == 0xffffff03U);
  EXPECT(__vsubus4(0x00ff0501U, 0x01010602U) == 0x00fe0000U);
  EXPECT(__vmins4(0x80017fffU, 0x7fff00feU) == 0x80ff00feU);
  EXPECT(__vmaxs4(0x80017fffU, 0x7fff00feU) == 0x7f017fffU);
  EXPECT(__vminu4(0x80017fffU, 0x7fff00feU) == 0x7f0100feU);
  EXPECT(__vmaxu2(0x8001ffffU, 0x7fff00feU) == 0x8001ffffU);
  EXPECT(__vabsdiffu4(0x00ff0501U, 0xff010602U) == 0xfffe0101U);
  EXPECT(__vabsdiffs4(0x80ff0501U, 0x7f010602U) == 0xff020101U);
  EXPECT(__vavgs4(0x80fffe01U, 0x80feff00U) == 0x80fefe01U);
  EXPECT(__vavgu4(0x80fffe01U, 0x80feff00U) == 0x80ffff01U);
  EXPECT(__vhaddu4(0x80fffe01U, 0x80feff00U) == 0x80fefe00U);
  EXPECT(__vneg4(0x80ff7f01U) == 0x800181ffU && __vnegss4(0x80ff7f01U) == 0x7f0181ffU);
  EXPECT(__vabs4(0x80ff7f01U) == 0x80017f01U && __vabsss4(0x80ff7f01U) == 0x7f017f01U);
  EXPECT(__vsadu4(0x00ff0501U, 0xff010602U) == 255U + 254U + 1U + 1U);
  EXPECT(__vsads4(0x80ff0501U, 0x7f010602U) == 255U + 2U + 1U + 1U);
  EXPECT(__vsadu2(0xffff0000U, 0x00000003U) == 65538U);
  EXPECT(__vcmpeq4(0x01020304U, 0x01000300U) == 0xff00ff00U && __vseteq4(0x01020304U, 0x01000300U) == 0x01000100U);
  EXPECT(__vcmpgts4(0x80017f00U, 0x7fff00ffU) == 0x00ffffffU && __vcmpgtu4(0x80017f00U, 0x7fff00ffU) == 0xff00ff00U);
  EXPECT(__vcmples2(0x8000ffffU, 0x7fffffffU) == 0xffffffffU && __vsetltu2(0x8000ffffU, 0x7fffffffU) == 0);
  EXPECT(__vcmpne4(0x01020304U, 0x01000300U) == 0x00ff00ffU && __vcmpgeu4(0x80017f00U, 0x80ff00ffU) == 0xff00ff00U);
}

__global__ void try_conversions(int* failures) {
  EXPECT(__float2int_rn(2.5F) == 2 && __float2int_rn(3.5F) == 4 && __float2int_rn(-2.5F) == -2);
  EXPECT(__float2int_rz(-2.7F) == -2 && __float2int_ru(2.1F) == 3 && __float2int_rd(-2.1F) == -3);
  EXPECT(__float2int_rn(NAN) == 0 && __float2int_rz(INFINITY) == INT_MAX && __float2int_rz(-INFINITY) == INT_MIN);
  EXPECT(__float2int_rd(3e9F) == INT_MAX && __float2int_ru(-3e9F) == INT_MIN && __float2int_rz(-0x1p31F) == INT_MIN);
  EXPECT(__float2uint_rz(-1.5F) == 0 && __float2uint_rn(5e9F) == 0xffffffffU && __float2uint_rn(NAN) == 0);
  EXPECT(__float2uint_ru(0.1F) == 1 && __float2uint_rd(0x1p31F) == 0x80000000U && __float2uint_ru(-0.5F) == 0);
  EXPECT(__float2ll_rn(NAN) == LLONG_MIN && __float2ll_rz(1e20F) == LLONG_MAX && __float2ll_rd(-0.5F) == -1);
  EXPECT(__float2ull_rn(NAN) == 0x8000000000000000ULL && __float2ull_rz(-1.0F) == 0);
  EXPECT(__float2ull_ru(1e20F) == ULLONG_MAX && __float2ull_rd(0x1p63F) == 0x8000000000000000ULL);
  EXPECT(__double2int_rn(0.5) == 0 && __double2int_rn(1.5) == 2 && __double2int_rz(2147483647.9) == INT_MAX);
  EXPECT(__double2int_rd(-2147483648.5) == INT_MIN && __double2int_rz(NAN) == INT_MIN);
  EXPECT(__double2uint_rn(4294967295.4) == 0xffffffffU && __double2uint_rz(NAN) == 0x80000000U);
  EXPECT(__double2ll_ru(-1.5) == -1 && __double2ll_rz(1e30) == LLONG_MAX && __double2ll_rz(NAN) == LLONG_MIN);
  EXPECT(__double2ull_rd(-1e-9) == 0 && __double2ull_rz(1e30) == ULLONG_MAX);

  EXPECT(__int2float_rn(16777217) == 16777216.0F && __int2float_rn(16777219) == 16777220.0F);
  EXPECT(__int2float_ru(16777217) == 16777218.0F && __int2float_rd(16777217) == 16777216.0F);
  EXPECT(__int2float_rz(-16777217) == -16777216.0F && __int2float_rd(-16777217) == -16777218.0F);
  EXPECT(__int2float_rn(INT_MIN) == -0x1p31F && __int2float_rz(INT_MAX) == 2147483520.0F);
  EXPECT(__uint2float_rn(0xffffffffU) == 0x1p32F && __uint2float_rz(0xffffffffU) == 4294967040.0F);
  EXPECT(__ll2float_rn(LLONG_MAX) == 0x1p63F && __ll2float_rz(LLONG_MAX) == 0x1.fffffep62F);
  EXPECT(__ull2float_ru(ULLONG_MAX) == 0x1p64F && __ull2float_rd(ULLONG_MAX) == 0x1.fffffep63F);
  EXPECT(__ll2double_rn(9007199254740993LL) == 0x1p53 && __ll2double_ru(9007199254740993LL) == 9007199254740994.0);
  EXPECT(__ll2double_rz(-9007199254740993LL) == -0x1p53 && __ull2double_rd(ULLONG_MAX) == 0x1.fffffffffffffp63);
  EXPECT(__int2double_rn(INT_MIN) == -0x1p31 && __uint2double_rn(0xffffffffU) == 4294967295.0);
  EXPECT(__double2float_rn(0.1) == 0.1F && __double2float_ru(0.1) == 0.1F && __double2float_rd(0.1) < 0.1F);
  EXPECT(__double2float_rz(-0.1) > -0.1F && __double2float_rn(1e300) == INFINITY &&
         __double2float_rz(1e300) == FLT_MAX);
  EXPECT(__double2float_ru(1e-300) == 0x1p-149F && isnan(__double2float_rd(NAN)));

  EXPECT(__float_as_int(-0.0F) == INT_MIN && __int_as_float(0x3f800000) == 1.0F && isnan(__int_as_float(0x7fffffff)));
  EXPECT(__float_as_uint(-1.0F) == 0xbf800000U && __uint_as_float(0x7f800000U) == INFINITY);
  EXPECT(__double_as_longlong(-2.0) == static_cast<long long>(0xc000000000000000ULL));
  EXPECT(__longlong_as_double(0x3ff0000000000000LL) == 1.0);
  EXPECT(__double2hiint(-2.0) == -0x40000000 && __double2loint(0x1.00000deadbeefp0) == static_cast<int>(0xdeadbeefU));
  EXPECT(__hiloint2double(0x3ff00000, static_cast<int>(0x80000000U)) == 0x1.00000800000p0);
}

__global__ void try_rounding(int* failures) {
  const float tiny = 0x1p-30F;
  EXPECT(__fadd_rn(1, tiny) == 1 && __fadd_ru(1, tiny) == 0x1.000002p0F && __fadd_rd(1, tiny) == 1);
  EXPECT(__fadd_rz(-1, -tiny) == -1 && __fadd_rd(-1, -tiny) == -0x1.000002p0F);
  EXPECT(negative_zero(__fadd_rd(1, -1)) && !negative_zero(__fadd_rn(1, -1)));
  EXPECT(__fsub_rn(1, tiny) == 1 && __fsub_rz(1, tiny) == 0x1.fffffep-1F && __fsub_ru(1, tiny) == 1);
  const float odd = 0x1.000002p0F;
  EXPECT(__fmul_rn(odd, odd) == 0x1.000004p0F && __fmul_ru(odd, odd) == 0x1.000006p0F);
  EXPECT(__fmul_rz(odd, -odd) == -0x1.000004p0F && __fmul_rd(odd, -odd) == -0x1.000006p0F);
  EXPECT(__fmul_rn(FLT_MAX, 2) == INFINITY && __fmul_rz(FLT_MAX, 2) == FLT_MAX && __fmul_rd(-FLT_MAX, 2) == -INFINITY);
  EXPECT(__fmul_ru(0x1p-149F, 0.25F) == 0x1p-149F && __fmul_rd(0x1p-149F, 0.25F) == 0);
  EXPECT(__fdiv_rn(1, 3) == __int_as_float(0x3eaaaaab) && __fdiv_rd(1, 3) == __int_as_float(0x3eaaaaaa));
  EXPECT(__fdiv_rz(-1, 3) == -__int_as_float(0x3eaaaaaa) && __fdiv_ru(1, 0) == INFINITY);
  EXPECT(__frcp_rn(3) == __int_as_float(0x3eaaaaab) && __frcp_rz(3) == __int_as_float(0x3eaaaaaa));
  EXPECT(__frcp_ru(2) == 0.5F && __frcp_rd(-0.0F) == -INFINITY);
  EXPECT(__fsqrt_rn(2) == __int_as_float(0x3fb504f3) && __fsqrt_ru(2) == __int_as_float(0x3fb504f4));
  EXPECT(__fsqrt_rz(2) == __int_as_float(0x3fb504f3) && isnan(__fsqrt_rn(-1)) && __fsqrt_rd(4) == 2);
  EXPECT(__frsqrt_rn(4) == 0.5F && __frsqrt_rn(2) == __int_as_float(0x3f3504f3) && __frsqrt_rn(0) == INFINITY);
  const float half_way = 0x1.001p0F;
  EXPECT(__fmaf_rn(half_way, half_way, -0x1.002p0F) == 0x1p-24F);
  EXPECT(__fmaf_ru(1, 1, tiny) == 0x1.000002p0F && __fmaf_rd(1, 1, tiny) == 1 && __fmaf_rz(-1, 1, -tiny) == -1);
  // A product that is rounded by itself leaves no more than this.
  EXPECT(__fadd_rn(__fmul_rn(half_way, half_way), -0x1.002p0F) == 0);

  const double small = 0x1p-60;
  EXPECT(__dadd_rn(1, small) == 1 && __dadd_ru(1, small) == 0x1.0000000000001p0 && __dadd_rz(1, small) == 1);
  EXPECT(__dsub_rd(1, small) == 0x1.fffffffffffffp-1 && __dsub_rn(1, small) == 1);
  EXPECT(__dmul_ru(0.1, 10) > 1 && __dmul_rn(0.1, 10) == 1 && __dmul_rz(0.1, 10) == 1);
  EXPECT(__ddiv_rd(1, 3) < __ddiv_ru(1, 3) && __ddiv_rn(1, 3) == 0x1.5555555555555p-2);
  EXPECT(__drcp_rn(3) == 0x1.5555555555555p-2 && __drcp_ru(3) == 0x1.5555555555556p-2);
  EXPECT(__dsqrt_rn(2) == 0x1.6a09e667f3bcdp0 && __dsqrt_rd(2) == 0x1.6a09e667f3bccp0 && __dsqrt_ru(9) == 3);
  EXPECT(__fma_rn(0x1.0000001p0, 0x1.0000001p0, -0x1.0000002p0) == 0x1p-56);
  EXPECT(__fma_ru(1, 1, small) == 0x1.0000000000001p0 && __fma_rd(-1, 1, small) == -1 && __fma_rz(1, -1, small) > -1);
  // The usual rounding is in force again.
  EXPECT(1.0F + tiny == 1.0F && 1.0 - small == 1.0);
}

__global__ void try_fast_functions(int* failures) {
  EXPECT(near(__expf(1), 2.718281828459045, 8) && __expf(-INFINITY) == 0 && __expf(200) == INFINITY);
  EXPECT(near(__exp10f(2), 100, 16) && near(__logf(10), 2.302585092994046, 8) && __logf(0) == -INFINITY);
  EXPECT(__log2f(8) == 3 && near(__log10f(1000), 3, 8) && isnan(__logf(-1)));
  EXPECT(fabsf(__sinf(1) - 0.84147098F) < 1e-6F && fabsf(__cosf(1) - 0.54030231F) < 1e-6F);
  EXPECT(near(__tanf(1), 1.5574077246549023, 32));
  EXPECT(near(__powf(2, 10), 1024, 8) && isnan(__powf(-2, 2)) && near(__powf(10, 0.5F), 3.1622776601683795, 16));
  EXPECT(__fdividef(1, 4) == 0.25F && __fdividef(1, 0x1.8p126F) == 0 && isnan(__fdividef(INFINITY, 0x1.8p126F)));
  EXPECT(__saturatef(-1) == 0 && __saturatef(0.5F) == 0.5F && __saturatef(2) == 1 && __saturatef(NAN) == 0);
  float sine = 0;
  float cosine = 0;
  __sincosf(1.0F, &sine, &cosine);
  EXPECT(fabsf(sine - 0.84147098F) < 1e-6F && fabsf(cosine - 0.54030231F) < 1e-6F);
}

__global__ void try_functions(int* failures) {
  EXPECT(near(rsqrtf(4), 0.5, 2) && rsqrtf(0) == INFINITY && rsqrtf(INFINITY) == 0 && isnan(rsqrtf(-1)));
  EXPECT(near(rsqrt(2.0), 0.70710678118654752, 2) && near(rsqrt(2.0F), 0.70710678118654752, 2));
  EXPECT(near(rcbrtf(8), 0.5, 2) && near(rcbrt(-27.0), -1.0 / 3.0, 2) && rcbrtf(-0.0F) == -INFINITY);
  EXPECT(sinpi(0.5) == 1 && sinpi(1.0) == 0 && sinpif(-0.5F) == -1 && negative_zero(sinpi(-0.0)));
  EXPECT(cospi(0.5) == 0 && cospif(1.0F) == -1 && cospi(1e15 + 1) == -1 && isnan(sinpi(INFINITY)));
  EXPECT(near(sinpi(0.25), 0.70710678118654752, 2) && near(cospif(1.75F), 0.70710678118654752, 2));
  EXPECT(near(sinpi(1e-300), 3.141592653589793e-300, 2) && near(cospi(1.0 / 3.0), 0.5, 2));
  EXPECT(near(norm3d(2, 3, 6), 7, 2) && near(norm4d(1e300, 1e300, 1e300, 1e300), 2e300, 2) &&
         near(norm3df(2, 3, 6), 7, 2));
  EXPECT(norm3df(INFINITY, NAN, 0) == INFINITY && near(rnorm3df(2, 3, 6), 1.0 / 7.0, 2) &&
         near(rnorm4d(1, 1, 1, 1), 0.5, 2));
  EXPECT(near(rhypotf(3, 4), 0.2, 2) && near(rhypot(3e200, 4e200), 2e-201, 2) && near(norm4df(1, 1, 1, 1), 2, 2));
  const double lengths[3] = {2, 3, 6};
  const float floats[2] = {3, 4};
  EXPECT(near(norm(3, lengths), 7, 2) && near(rnorm(3, lengths), 1.0 / 7.0, 2) && near(normf(2, floats), 5, 2));
  EXPECT(near(exp10(3.0F), 1000, 4) && near(exp10f(-1), 0.1, 4) && near(exp10(2.0), 100, 4));
  EXPECT(fdividef(1, 4) == 0.25F && fdivide(1, 4) == 0.25);
  double s = 0;
  double c = 0;
  sincos(1.0, &s, &c);
  EXPECT(near(s, 0.84147098480789651, 2) && near(c, 0.54030230586813972, 2));
  sincospi(0.25, &s, &c);
  EXPECT(near(s, 0.70710678118654752, 2) && near(c, 0.70710678118654752, 2));
  float sf = 0;
  float cf = 0;
  sincosf(1.0F, &sf, &cf);
  EXPECT(near(sf, 0.84147098480789651, 2) && near(cf, 0.54030230586813972, 2));
  sincospif(0.5F, &sf, &cf);
  EXPECT(sf == 1 && cf == 0);

  EXPECT(near(erfinv(0.5), 0.47693627620446987, 8) && near(erfinv(-0.999), -2.3267537655135247, 8));
  EXPECT(erfinv(1.0) == INFINITY && erfinvf(-1) == -INFINITY && isnan(erfinv(1.5)) && erfinv(0.0) == 0);
  EXPECT(near(erfinvf(0.5F), 0.47693627620446987, 8) && near(erfinv(1e-20), 8.8622692545275801e-21, 8));
  EXPECT(near(erfcinv(0.5), 0.47693627620446987, 8) && near(erfcinv(1e-100), 15.065574702592645, 8));
  EXPECT(near(erfcinvf(1.5F), -0.47693627620446987, 8) && erfcinv(0.0) == INFINITY && erfcinv(2.0) == -INFINITY);
  EXPECT(near(normcdf(0.0), 0.5, 1) && near(normcdf(-10.0), 7.6198530241605261e-24, 16));
  EXPECT(near(normcdf(-30.0), 4.906713927148187e-198, 64) && normcdf(40.0) == 1 &&
         near(normcdff(-1), 0.15865525393145705, 8));
  EXPECT(near(normcdfinv(0.975), 1.9599639845400545, 32) && near(normcdfinvf(0.975F), 1.9599643915, 8));
  EXPECT(near(erfcx(1.0), 0.42758357615580701, 16) && near(erfcx(50.0), 0.011281536265323772, 16));
  EXPECT(near(erfcx(-2.0), 108.94090438997797, 16) && erfcx(-30.0) == INFINITY &&
         near(erfcxf(10), 0.056140992743822586, 8));
  EXPECT(near(cyl_bessel_i0(1.0), 1.2660658777520084, 32) && near(cyl_bessel_i1(1.0), 0.56515910399248503, 32));
  EXPECT(near(cyl_bessel_i0f(10), 2815.7166284662544, 16) && near(cyl_bessel_i1f(-2), -1.5906368546373291, 16));
}

struct shelf {
  float number;
  int4 vector;
  uchar4 bytes;
  double precise;
  unsigned long long wide;
};

__global__ void try_cached_access(shelf* at, int* failures) {
  const int one = 1;
  EXPECT(__ldg(&at->number) == 1.5F && __ldca(&at->number) == 1.5F && __ldcg(&at->number) == 1.5F);
  EXPECT(__ldcs(&at->number) == 1.5F && __ldlu(&at->number) == 1.5F && __ldcv(&at->number) == 1.5F);
  EXPECT(__ldg(&at->vector).z == 3 && __ldcs(&at->vector).w == 4 && __ldcv(&at->vector).x == one);
  EXPECT(same(__ldg(&at->bytes), make_uchar4(1, 2, 3, 255)));
  EXPECT(__ldg(&at->precise) == -2.25 && __ldg(&at->wide) == 1ULL << 60);
  __stwb(&at->number, 2.5F);
  EXPECT(__ldcg(&at->number) == 2.5F);
  __stcg(&at->vector, make_int4(5, 6, 7, 8));
  EXPECT(__ldcg(&at->vector).y == 6);
  __stcs(&at->bytes, make_uchar4(9, 9, 9, 9));
  EXPECT(at->bytes.w == 9);
  __stwt(&at->precise, 4.5);
  EXPECT(at->precise == 4.5);
  __stwt(&at->vector, make_int4(1, 1, 1, 1));
  EXPECT(at->vector.x == 1);
}

/// A block of 64 threads.
__global__ void try_threads(int* failures) {
  const int thread = static_cast<int>(threadIdx.x);
  EXPECT(__syncthreads_count(thread < 5) == 5);
  EXPECT(__syncthreads_and(thread < 64) != 0 && __syncthreads_and(thread < 63) == 0);
  EXPECT(__syncthreads_or(thread == 40) != 0 && __syncthreads_or(thread > 63) == 0);
  EXPECT((__activemask() >> (thread % warpSize) & 1U) == 1U);
  const long long before = clock64();
  __threadfence_block();
  __threadfence();
  __threadfence_system();
  __nanosleep(1);
  __syncwarp();
  __syncwarp(0xffffffffU);
  EXPECT(clock64() >= before);
}

int main() {
  int* failures = nullptr;
  shelf* at = nullptr;
  if (cudaMalloc(&failures, sizeof *failures) != cudaSuccess) return 2;
  if (cudaMalloc(&at, sizeof *at) != cudaSuccess) return 2;
  cudaMemset(failures, 0, sizeof *failures);
  const shelf content = {1.5F, make_int4(1, 2, 3, 4), make_uchar4(1, 2, 3, 255), -2.25, 1ULL << 60};
  cudaMemcpy(at, &content, sizeof content, cudaMemcpyHostToDevice);

  try_min_max<<<1, 1>>>(failures);
  try_bits<<<1, 1>>>(failures);
  try_integer_arithmetic<<<1, 1>>>(failures);
  try_packed<<<1, 1>>>(failures);
  try_conversions<<<1, 1>>>(failures);
  try_rounding<<<1, 1>>>(failures);
  try_fast_functions<<<1, 1>>>(failures);
  try_functions<<<1, 1>>>(failures);
  try_cached_access<<<1, 1>>>(at, failures);
  try_threads<<<1, 64>>>(failures);

  int failed = -1;
  const cudaError_t error = cudaMemcpy(&failed, failures, sizeof failed, cudaMemcpyDeviceToHost);
  if (error != cudaSuccess) printf("%s\n", cudaGetErrorString(error));
  cudaFree(at);
  cudaFree(failures);
  if (failed == 0) printf("all right\n");
  return failed == 0 ? 0 : 1;
}
